const HEADER_BYTES = 12;
const TYPE_A = 1;
const CLASS_IN = 1;
const TTL_SECONDS = 60;
const MAX_NAME = 253;
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

/** The one question of a query (RFC 1035, 4.1.2); `undefined` for what is none. Compression does not occur in questions. */
export const readQuestion = (query: Buffer): Question | undefined => {
  if (query.length < HEADER_BYTES + 5 || query.readUInt16BE(4) !== 1 || (query[2] ?? 0) >= 0x80) return undefined;
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length !== 0; length = query[at] ?? 0) {
    if (length > 63 || at + length + 1 >= query.length) return undefined;
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const end = at + 5;
  const name = labels.join('.');
  if (end > query.length || name.length > MAX_NAME) return undefined;
  return { name, type: query.readUInt16BE(at + 1), end };
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

/**
 * Answers a query out of `addressOf`: an A record for each name, nothing for other types, which tells a resolver to use
 * IPv4. `undefined` when the query is too short to be answered at all.
 */
export const answerQuery = (query: Buffer, addressOf: (name: string) => string | undefined): Buffer | undefined => {
  if (query.length < HEADER_BYTES) return undefined;
  const question = readQuestion(query);
  const isQuery = question && (query.readUInt16BE(2) & OPCODE) === 0;
  const address = isQuery && question.type === TYPE_A ? addressOf(question.name) : undefined;
  const header = Buffer.alloc(HEADER_BYTES);
  query.copy(header, 0, 0, 2);
  const code = question ? (isQuery ? 0 : NOT_IMPLEMENTED) : FORMAT_ERROR;
  header.writeUInt16BE(FLAGS | (query.readUInt16BE(2) & (OPCODE | RECURSION_DESIRED)) | code, 2);
  header.writeUInt16BE(question ? 1 : 0, 4);
  header.writeUInt16BE(address === undefined ? 0 : 1, 6);
  const asked = question ? query.subarray(HEADER_BYTES, question.end) : Buffer.alloc(0);
  return Buffer.concat([header, asked, ...(address === undefined ? [] : [answerRecord(address)])]);
};
