/**
 * Lines of a text that comes in pieces, ended by a line feed and nothing else: JSON may hold separators that other readers of lines
 * take for an end.
 */
export async function* linesOf(pieces: AsyncIterable<string | Buffer>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + String(piece)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
