import { describe, expect, it, jest } from '@jest/globals';
import type { UIMessageChunk } from 'ai';
import type { ChunkStore } from './chunk.store.ts';
import type { Run } from './run.ts';
import { DONE, Tape } from './tape.ts';

interface Written {
  version: string;
  chunks: readonly string[];
  isFirst: boolean;
}

const build = (failures: number[] = []) => {
  const written: Written[] = [];
  let tries = 0;
  const append = async (_: string, version: string, chunks: readonly string[], isFirst: boolean): Promise<void> => {
    tries += 1;
    if (failures.includes(tries)) throw new Error('away');
    written.push({ version, chunks: [...chunks], isFirst });
  };
  const tape = new Tape({ id: 'r', epoch: 3 } as Run, { append } as unknown as ChunkStore);
  return { tape, written };
};
const delta = (text: string, id = 'a'): UIMessageChunk => ({ type: 'text-delta', id, delta: text });
const all = ({ chunks }: Written) => chunks.map((chunk) => (chunk === DONE ? DONE : (JSON.parse(chunk) as unknown)));

describe('a tape', () => {
  it('writes together what came together, and says when it is complete', async () => {
    const { tape, written } = build();
    tape.emit({ type: 'start' }, delta('a'), delta('b'), delta('c', 'other'));
    tape.emit(delta('d', 'other'));
    await tape.close();
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({ version: '3.1', isFirst: true });
    expect(written.flatMap(all)).toEqual([{ type: 'start' }, delta('ab'), delta('cd', 'other'), DONE]);
  });

  it('writes all of it again as another version after a hole', async () => {
    jest.useFakeTimers();
    const { tape, written } = build([2]);
    tape.emit(delta('a'));
    await jest.advanceTimersByTimeAsync(30);
    tape.emit(delta('b'));
    await jest.advanceTimersByTimeAsync(30);
    tape.emit(delta('c'));
    await jest.advanceTimersByTimeAsync(600);
    jest.useRealTimers();
    await tape.close();
    expect(written.map(({ version, isFirst }) => [version, isFirst])).toEqual([
      ['3.1', true],
      ['3.2', true],
      ['3.2', false],
    ]);
    expect(written.slice(1).flatMap(all)).toEqual([delta('a'), delta('b'), delta('c'), DONE]);
  });

  it('says nothing more once it is dropped', async () => {
    const { tape, written } = build();
    tape.emit(delta('a'));
    tape.drop();
    await tape.close();
    expect(written).toEqual([]);
  });

  it('has an end', () => {
    const { tape } = build();
    expect(() => tape.emit(delta('x'.repeat(9 * 1024 * 1024)))).toThrow(
      expect.objectContaining({ code: 'OVERLOADED' }),
    );
    tape.drop();
  });
});
