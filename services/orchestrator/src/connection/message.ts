import { integerAt, locate, locateId } from '@archestra/mcp';

/** A message of a server, read no further than routing needs. */
export type ServerMessage =
  | { readonly kind: 'answer'; readonly id: number | undefined }
  | { readonly kind: 'request'; readonly method: string; readonly id: string }
  | { readonly kind: 'notification'; readonly method: string }
  | { readonly kind: 'garbage' };

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const ANSWER_STARTS = ['{"result":', '{"error":'].map((text) => Buffer.from(text));

const hasStart = (line: Buffer, start: Buffer): boolean =>
  line.length > start.length && line.compare(start, 0, start.length, 0, start.length) === 0;

const answerOf = (line: Buffer): ServerMessage => {
  const range = locateId(line);
  return range ? { kind: 'answer', id: integerAt(line, range) } : { kind: 'garbage' };
};

const textAt = (line: Buffer, key: string): string | undefined => {
  const range = locate(line, key);
  return range && line.toString('utf8', range.start, range.end);
};

const methodOf = (line: Buffer): string | undefined => {
  const method = textAt(line, 'method');
  return method?.startsWith('"') ? method.slice(1, -1) : undefined;
};

/** Tells what a line is. Only the ends of a usual answer are looked at; everything else is scanned, nothing is parsed. */
export const readMessage = (line: Buffer): ServerMessage => {
  if (line[0] !== OPEN_BRACE || line[line.length - 1] !== CLOSE_BRACE) return { kind: 'garbage' };
  if (ANSWER_STARTS.some((start) => hasStart(line, start))) return answerOf(line);
  const method = methodOf(line);
  if (method === undefined) return answerOf(line);
  const id = textAt(line, 'id');
  return id === undefined ? { kind: 'notification', method } : { kind: 'request', method, id };
};
