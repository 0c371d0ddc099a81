import { AppError } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dialects } from '../src/dialect/table.ts';
import { openExchange, type Translation } from '../src/translation/exchange.ts';

/**
 * One conversation: what a client sends, what the provider then gets, what the provider answers, what the client then
 * gets. `UPDATE_GOLDEN=1` writes what was got; a person reads the difference.
 */
interface Golden extends Translation {
  readonly client: Record<string, unknown>;
  /** Absent where the request is refused. */
  provider?: unknown;
  refused?: unknown;
  readonly answer?: unknown;
  /** Events of the provider, as they stand in its stream. */
  readonly stream?: readonly string[];
  clientAnswer?: unknown;
  clientStream?: readonly string[];
  failure?: unknown;
}

const FOLDER = new URL('golden/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const read = (name: string): Golden => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Golden;

/** Ids and times of our own are new each time. */
const stable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value)
      .replace(/(chatcmpl-|msg_|resp_|rs_|fc_)[0-9a-f]{32}/g, '$1new')
      .replace(/("created(?:_at)?\\?":)\d{10}/g, '$11'),
  ) as unknown;

const wire = (error: unknown): unknown => (error instanceof AppError ? error.toWire() : error);

async function* bytes(events: readonly string[], sizes: readonly number[] = [100_000]): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(events.join(''));
  for (let at = 0, turn = 0; at < all.length; turn += 1) {
    const end = at + (sizes[turn % sizes.length] ?? 1);
    yield all.subarray(at, end);
    at = end;
  }
}

const collect = async (stream: AsyncIterable<Buffer>): Promise<string[]> => {
  const all: Buffer[] = [];
  for await (const chunk of stream) all.push(chunk);
  return Buffer.concat(all)
    .toString()
    .split(/(?<=\n\n)/);
};

const play = async (golden: Golden): Promise<Partial<Golden>> => {
  const { from, to, model, client, answer, stream } = golden;
  const got: Partial<Golden> = {};
  try {
    const exchange = await openExchange({ from, to, model }, client);
    const request: unknown = JSON.parse(exchange.request);
    got.provider = { headers: exchange.headers, body: request };
    if (answer !== undefined) got.clientAnswer = stable(JSON.parse(await exchange.readAnswer(JSON.stringify(answer))));
    if (stream) got.clientStream = stable(await collect(exchange.readStream(bytes(stream)))) as string[];
  } catch (error) {
    if (got.provider === undefined) got.refused = wire(error);
    else got.failure = wire(error);
  }
  return got;
};

describe('translation', () => {
  it.each(files)('%s', async (name) => {
    const golden = read(name);
    const got = await play(golden);
    if (process.env.UPDATE_GOLDEN) {
      const { from, to, model, client, answer, stream } = golden;
      const whole = { from, to, model, client, answer, stream, ...got };
      writeFileSync(new URL(name, FOLDER), `${JSON.stringify(whole, null, 2)}\n`);
    }
    const { provider, refused, clientAnswer, clientStream, failure } = golden;
    const expected = { provider, refused, clientAnswer, clientStream, failure };
    expect({ ...Object.fromEntries(Object.keys(expected).map((key) => [key, undefined])), ...got }).toEqual(expected);
  });

  const guardedBy = (from: Translation['from'], text: string, refuses: boolean) => {
    const guard = dialects[from].openStream();
    const first = guard.push(Buffer.from(text));
    const refusals = new Map(refuses ? first.calls.map(({ position }) => [position, 'Refused.']) : []);
    const steps = [first, guard.decide(refusals), guard.end()];
    expect(steps.map((step) => step.failure)).toEqual([undefined, undefined, undefined]);
    expect(guard.isEnded).toBe(true);
    return { calls: first.calls, text: Buffer.concat(steps.map((step) => step.bytes)).toString() };
  };

  const answered = files.filter((name) => {
    const { clientAnswer, clientStream } = read(name);
    return clientAnswer !== undefined || clientStream !== undefined;
  });

  it.each(answered)('%s gives what the dialect can read again, and a guard can refuse', (name) => {
    const { from, clientAnswer, clientStream } = read(name);
    const { readAnswer, refuseCalls } = dialects[from];
    if (clientAnswer !== undefined) {
      const { stopReason, toolCalls } = readAnswer(clientAnswer);
      expect(stopReason).not.toBe('unknown');
      const refusals = new Map(toolCalls.map(({ position }) => [position, 'Refused.']));
      const left = readAnswer(JSON.parse(refuseCalls(JSON.stringify(clientAnswer), clientAnswer, refusals)));
      expect(left.toolCalls).toEqual([]);
    }
    const text = clientStream?.join('');
    if (text === undefined) return;
    expect(guardedBy(from, text, false).text).toBe(text);
    const refused = guardedBy(from, text, true);
    expect(refused.text.includes('Refused.')).toBe(refused.calls.length > 0);
    expect(guardedBy(from, refused.text, false).calls).toEqual([]);
  });

  const streamed = files.filter((name) => read(name).clientStream !== undefined);

  it.each(streamed)('%s is the same wherever the stream is cut', async (name) => {
    const { from, to, model, client, stream = [], clientStream } = read(name);
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(sizes, async (cut) => {
        const exchange = await openExchange({ from, to, model }, client);
        expect(stable(await collect(exchange.readStream(bytes(stream, cut))))).toEqual(clientStream);
      }),
      { numRuns: 15 },
    );
  });
});
