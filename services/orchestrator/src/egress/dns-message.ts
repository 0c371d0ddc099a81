const HEADER_BYTES = 12;
const TYPE_A = 1;
const CLASS_IN = 1;
const TTL_SECONDS = 60;
const MAX_NAME = 253;
const MAX_LABEL = 63;
const IS_RESPONSE = 0x8000;
const POINTER_TO_QUESTION = 0xc00c;
/** Response, recursion available; no error, format error, not implemented (RFC 1035, 4.1.1). */
const FLAGS = 0x8080;
const FORMAT_ERROR = 1;
const NOT_IMPLEMENTED = 4;
const OPCODE = 0x7800;
const RECURSION_DESIRED = 0x0100;

export interface Question {
  readonly name: string;
  readonly type: number;
  /** Where the question ends. */
  readonly end: number;
}

interface Name {
  readonly name: string;
  readonly end: number;
}

/** Labels up to the empty one; compression does not occur in questions. */
const readName = (query: Buffer): Name | undefined => {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at]; length !== 0; length = query[at]) {
    if (length === undefined || length > MAX_LABEL) return undefined;
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const name = labels.join('.');
  return name.length > MAX_NAME ? undefined : { name, end: at + 1 };
};

const isOneQuestion = (query: Buffer): boolean =>
  query.length > HEADER_BYTES && query.readUInt16BE(4) === 1 && query.readUInt16BE(2) < IS_RESPONSE;

/** The one question of a query (RFC 1035, 4.1.2); `undefined` for what is none. */
export const readQuestion = (query: Buffer): Question | undefined => {
  const found = isOneQuestion(query) ? readName(query) : undefined;
  const end = (found?.end ?? 0) + 4;
  return found && end <= query.length ? { name: found.name, type: query.readUInt16BE(found.end), end } : undefined;
};

const answerRecord = (address: string): Buffer => {
  const record = Buffer.alloc(16);
  record.writeUInt16BE(POINTER_TO_QUESTION, 0);
  record.writeUInt16BE(TYPE_A, 2);
  record.writeUInt16BE(CLASS_IN, 4);
  record.writeUInt32BE(TTL_SECONDS, 6);
  record.writeUInt16BE(4, 10);
  address.split('.').forEach((part, index) => record.writeUInt8(Number(part), 12 + index));
  return record;
};

const headerOf = (query: Buffer, code: number, counts: readonly [questions: number, answers: number]): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(FLAGS | (query.readUInt16BE(2) & (OPCODE | RECURSION_DESIRED)) | code, 2);
  header.writeUInt16BE(counts[0], 4);
  header.writeUInt16BE(counts[1], 6);
  return header;
};

/**
 * Answers a query out of `addressOf`: an A record for each name, nothing for other types, which tells a resolver to use
 * IPv4. `undefined` when the query is too short to be answered at all.
 */
export const answerQuery = (query: Buffer, addressOf: (name: string) => string | undefined): Buffer | undefined => {
  if (query.length < HEADER_BYTES) return undefined;
  const question = readQuestion(query);
  if (!question) return headerOf(query, FORMAT_ERROR, [0, 0]);
  const asked = query.subarray(HEADER_BYTES, question.end);
  if ((query.readUInt16BE(2) & OPCODE) !== 0) return Buffer.concat([headerOf(query, NOT_IMPLEMENTED, [1, 0]), asked]);
  const address = question.type === TYPE_A ? addressOf(question.name) : undefined;
  if (address === undefined) return Buffer.concat([headerOf(query, 0, [1, 0]), asked]);
  return Buffer.concat([headerOf(query, 0, [1, 1]), asked, answerRecord(address)]);
};
