/** What became of one call, as its caller saw it. */
export interface Fate {
  /** `answered`: the right answer; `denied`: refused as it must be; `typed`: an error with code and fault; `broken`: the connection ended. */
  kind: 'answered' | 'denied' | 'typed' | 'broken';
  /** Code of a typed error, cause of a broken connection. */
  code: string;
  callId: string | undefined;
}

/** A call with arguments that no other call has, so that its record can be found. */
export interface Question {
  serial: number;
  tool: 'echo' | 'long' | 'blocked' | 'stranger' | 'revoked';
}

interface Refused {
  code?: string;
  reason?: string;
  fault?: string;
}

/** An answer to a call, as far as it is judged. */
export interface Reply {
  result?: {
    content?: { text?: string }[];
    isError?: boolean;
    _meta?: Record<string, Refused>;
  };
  error?: { data?: Refused };
}

/** How long a `long` call works, in seconds: most calls are at the server when something dies. */
const LONG_SECONDS = 1;
const REFUSAL = 'dev.archestra/refusal';

/** The duration of a long call tells it from all others. */
export const durationOf = (serial: number): number => Number((LONG_SECONDS + serial / 1e8).toFixed(8));

/** Name and arguments of each kind of call. */
export const questions = {
  echo: (serial: number) => ({ name: 'echo', arguments: { message: `word-${serial}` } }),
  long: (serial: number) => ({
    name: 'trigger-long-running-operation',
    arguments: { duration: durationOf(serial), steps: 1 },
  }),
  blocked: (serial: number) => ({ name: 'get-sum', arguments: { a: serial, b: 1 } }),
  // These two ask with a token that must not open the door.
  stranger: (serial: number) => ({ name: 'echo', arguments: { message: `word-${serial}` } }),
  revoked: (serial: number) => ({ name: 'echo', arguments: { message: `word-${serial}` } }),
};

const expected: Partial<Record<Question['tool'], (serial: number) => string>> = {
  echo: (serial) => `Echo: word-${serial}`,
  long: (serial) => `Long running operation completed. Duration: ${durationOf(serial)} seconds, Steps: 1.`,
};

/** Why a call that must never be answered is refused. */
const refusals: Partial<Record<Question['tool'], string>> = {
  blocked: 'blocked-by-rule',
  stranger: 'UNAUTHENTICATED',
  revoked: 'UNAUTHENTICATED',
};

/** Code of an error or refusal, and whose fault it is. A denial's code is its reason. */
const refusalOf = ({ result, error }: Reply): { code: string; fault: string } | undefined => {
  const refused = error?.data ?? result?._meta?.[REFUSAL];
  return refused?.fault === undefined
    ? undefined
    : { code: refused.reason ?? refused.code ?? '', fault: refused.fault };
};

const isRight = ({ serial, tool }: Question, { result }: Reply): boolean => {
  const text = result?.content?.[0]?.text;
  return text !== undefined && text === expected[tool]?.(serial);
};

/** Throws what must never happen: a wrong answer, an answer where there must be none, or a caller blamed who did nothing wrong. */
export const judge = (question: Question, reply: Reply, callId: string | undefined): Fate => {
  const refused = refusalOf(reply);
  if (!refused && isRight(question, reply)) return { kind: 'answered', code: '', callId };
  if (refused && refused.code === refusals[question.tool]) return { kind: 'denied', code: refused.code, callId };
  if (refused && refused.fault !== 'client') return { kind: 'typed', code: refused.code, callId };
  throw new Error(`${question.tool} ${question.serial} was answered with ${JSON.stringify(reply).slice(0, 300)}`);
};
