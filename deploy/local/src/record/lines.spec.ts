import { expect, it } from '@jest/globals';
import { linesOf } from './lines.ts';

const read = async (...pieces: string[]): Promise<string[]> => {
  const lines: string[] = [];
  const given = (async function* () {
    for (const piece of pieces) yield await Promise.resolve(piece);
  })();
  for await (const line of linesOf(given)) lines.push(line);
  return lines;
};

it('ends lines at line feeds only, however the text is cut', async () => {
  const odd = '{"a":"x\u2028y\u2029z\u0085\r"}';
  await expect(read(`${odd}\n{"b"`, ':1}\n', '{"c":2}')).resolves.toEqual([odd, '{"b":1}', '{"c":2}']);
  await expect(read('')).resolves.toEqual([]);
});
