import type {
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider';
import { AppError, type TokenUsage } from '@archestra/contracts';
import type { DialectName } from '../dialect/dialect.ts';
import { protocolError, readStreamFailure } from '../failure/provider-failure.ts';
import { invalid, isRecord, recordAt, type JsonRecord } from '../json/json.ts';
import { fromChat } from './from-chat.ts';
import { fromMessages } from './from-messages.ts';
import { fromResponses } from './from-responses.ts';
import { targets, type TargetDialect, type Transport } from './model.ts';
import type { NeutralRequest } from './neutral.ts';
import { ChatWriter } from './write-chat.ts';
import { MessagesWriter } from './write-messages.ts';
import { ResponsesWriter } from './write-responses.ts';
import { isCounted, usageOf, type AnswerWriter } from './writer.ts';

/** Dialects a request can be translated from. */
export type SourceDialect = Exclude<DialectName, 'openai-embeddings'>;

const sources: Readonly<
  Record<SourceDialect, { read: (body: JsonRecord) => NeutralRequest; writer: (body: JsonRecord) => AnswerWriter }>
> = {
  'openai-chat': { read: fromChat, writer: (body) => new ChatWriter(body) },
  'openai-responses': { read: fromResponses, writer: (body) => new ResponsesWriter(body) },
  'anthropic-messages': { read: fromMessages, writer: () => new MessagesWriter() },
};

/** Whether a request of one dialect can go to a provider of another. */
export const isTranslatable = (from: DialectName, to: DialectName): boolean =>
  from !== to && Object.hasOwn(sources, from) && Object.hasOwn(targets, to);

/** One request to a provider of another dialect, and its answer. */
export interface Exchange {
  /** JSON text for the provider. */
  readonly request: string;
  /** Headers the provider needs for it, beside those of the key: names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As the provider counted when an answer or a stream was read; `undefined` before, and where it did not count. */
  readonly usage: TokenUsage | undefined;
  /** The JSON text of an answer of the provider in the caller's dialect. Throws `PROVIDER_PROTOCOL_ERROR`. */
  readonly readAnswer: (text: string) => Promise<string>;
  /**
   * The bytes of a stream of the provider as events in the caller's dialect. Throws `PROVIDER_PROTOCOL_ERROR` for what is
   * no stream or ends early, what the provider reports, and whatever `chunks` throws. Ending the iteration cancels `chunks`.
   */
  readonly readStream: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Buffer>;
}

export interface Translation {
  readonly from: SourceDialect;
  readonly to: TargetDialect;
  /** As the provider knows the model. */
  readonly model: string;
}

const KEPT_HEADERS = ['anthropic-beta', 'anthropic-version'];

const jsonAnswer = (text: string): Response => new Response(text, { headers: { 'content-type': 'application/json' } });

const streamAnswer = (body: ReadableStream<Uint8Array>): Response =>
  new Response(body as ConstructorParameters<typeof Response>[0], { headers: { 'content-type': 'text/event-stream' } });

/** The least either dialect takes for an answer: enough to learn what the package would have sent. */
const EMPTY_ANSWERS: Readonly<Record<TargetDialect, unknown>> = {
  'openai-chat': { choices: [{ index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'stop' }] },
  'anthropic-messages': {
    type: 'message',
    id: 'msg',
    model: 'model',
    role: 'assistant',
    content: [],
    stop_reason: 'end_turn',
    usage: { input_tokens: 0, output_tokens: 0 },
  },
};

/** Settings whose absence the answer does not show: models that were trained without them refuse them. */
const HARMLESS_WARNINGS = new Set(['temperature', 'topP', 'topK', 'reasoning']);

const refuseWarnings = (warnings: readonly SharedV4Warning[]): void => {
  for (const warning of warnings) {
    if (warning.type === 'compatibility' || warning.type === 'deprecated') continue;
    if (warning.type === 'unsupported' && HARMLESS_WARNINGS.has(warning.feature)) continue;
    const what = warning.type === 'unsupported' ? warning.feature : warning.message;
    throw invalid([what], 'cannot be carried over to the dialect of the chosen model');
  }
};

/** What a package says of a request it cannot write. */
const unwritable = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  const what = isRecord(error) && typeof error['functionality'] === 'string' ? error['functionality'] : 'The request';
  return new AppError('INVALID_INPUT', `${what} cannot be carried over to the dialect of the chosen model.`, {
    cause: error,
  });
};

const unreadable = (cause: unknown): AppError =>
  cause instanceof AppError ? cause : protocolError('The provider answered with something that cannot be read.', cause);

interface Written {
  readonly body: JsonRecord;
  readonly headers: Record<string, string>;
}

/** Has the package write its request, and refuses it where something would be lost. */
const write = async (translation: Translation, options: LanguageModelV4CallOptions): Promise<Written> => {
  let written: Written | undefined;
  const take: Transport = async (_url, init) => {
    const headers = new Headers(init?.headers);
    const kept = KEPT_HEADERS.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    const body = targets[translation.to].corrected(
      JSON.parse(String(init?.body)) as JsonRecord,
      options.maxOutputTokens,
    );
    written = { body, headers: Object.fromEntries(kept) };
    return jsonAnswer(JSON.stringify(EMPTY_ANSWERS[translation.to]));
  };
  try {
    const { warnings } = await targets[translation.to].model(translation.model, take).doGenerate(options);
    refuseWarnings(warnings);
  } catch (error) {
    throw unwritable(error);
  }
  if (!written) throw new AppError('INTERNAL', 'A request could not be translated.');
  return written;
};

/** What is needed to read an answer: the same options again, and who is told what. */
interface Reading {
  readonly translation: Translation;
  readonly options: LanguageModelV4CallOptions;
  readonly writer: AnswerWriter;
  readonly count: (usage: LanguageModelV4Usage) => void;
}

const readAnswer = async ({ translation, options, writer, count }: Reading, text: string): Promise<string> => {
  try {
    const give: Transport = async () => jsonAnswer(text);
    const result = await targets[translation.to].model(translation.model, give).doGenerate(options);
    count(result.usage);
    return JSON.stringify(writer.whole(result));
  } catch (error) {
    throw unreadable(error);
  }
};

const failureOf = (error: unknown): AppError => {
  if (isRecord(error) && typeof error['type'] === 'string') return readStreamFailure({ error });
  return unreadable(error);
};

const cut = (): AppError => protocolError('The answer of the provider ended in the middle. Try again.');

const writePart = (writer: AnswerWriter, part: LanguageModelV4StreamPart): Buffer | undefined => {
  if (part.type === 'error') throw failureOf(part.error);
  const isCut = part.type === 'finish' && ['interrupted', 'error'].includes(part.finishReason.unified);
  if (isCut) throw cut();
  const text = writer.part(part);
  return text === '' ? undefined : Buffer.from(text);
};

/** Bytes of the provider; what stops them is kept, because the package would report it as a failure of its own. */
class Upstream {
  failure: { readonly error: unknown } | undefined;

  async *read(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}

async function* readParts(
  { translation, options }: Reading,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<LanguageModelV4StreamPart> {
  const give: Transport = async () => streamAnswer(ReadableStream.from(chunks) as ReadableStream<Uint8Array>);
  const { stream } = await targets[translation.to].model(translation.model, give).doStream(options);
  yield* stream as unknown as AsyncIterable<LanguageModelV4StreamPart>;
}

async function* readStream(reading: Reading, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const upstream = new Upstream();
  let isFinished = false;
  try {
    for await (const part of readParts(reading, upstream.read(chunks))) {
      if (part.type === 'finish') reading.count(part.usage);
      isFinished ||= part.type === 'finish';
      const bytes = writePart(reading.writer, part);
      if (bytes) yield bytes;
    }
  } catch (error) {
    throw upstream.failure ? upstream.failure.error : unreadable(error);
  }
  if (!isFinished) throw cut();
}

/** A request that a stream is asked for says so, and asks for its usage. */
const streamed = (to: TargetDialect, body: JsonRecord): JsonRecord =>
  to === 'openai-chat' ? { ...body, stream: true, stream_options: { include_usage: true } } : { ...body, stream: true };

/**
 * Opens an exchange with a provider of another dialect for a parsed body. Throws `INVALID_INPUT` that names the field
 * where something would be lost on the way. Reads and writes nothing but what it is given.
 */
export const openExchange = async (translation: Translation, value: unknown): Promise<Exchange> => {
  const body = recordAt(value, []);
  const source = sources[translation.from];
  const neutral = source.read(body);
  const options = targets[translation.to].options(neutral);
  const written = await write(translation, options);
  let usage: TokenUsage | undefined;
  const reading = (): Reading => ({
    translation,
    options,
    writer: source.writer(body),
    count: (counted) => {
      usage = isCounted(counted) ? usageOf(counted) : undefined;
    },
  });
  return {
    request: JSON.stringify(neutral.isStreamed ? streamed(translation.to, written.body) : written.body),
    headers: written.headers,
    get usage() {
      return usage;
    },
    readAnswer: (text) => readAnswer(reading(), text),
    readStream: (chunks) => readStream(reading(), chunks),
  };
};
