import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type RecordRequest =
  | { verb: 'help' }
  | { verb: 'export'; url: string; token: string; file: string }
  | { verb: 'verify'; file: string; keys: readonly string[] }
  | { verb: 'wrong'; why: string };

export const recordUsage = `Usage: ./archestra audit export FILE --url CONSOLE --token TOKEN
       ./archestra audit verify FILE --key KEY [--key KEY]

  export   writes the whole record of an organization to a file, with the chain that holds it together;
           the token (or ARCHESTRA_TOKEN) needs the permission organization:audit
  verify   proves such a file without a platform or a network: names each record that was changed,
           removed or added; KEY is the public key that export prints, or a file that holds it

Exit status: 0 proved, 1 something does not fit, 2 could not be done.`;

const options = {
  url: { type: 'string' },
  token: { type: 'string' },
  key: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

const read = (words: readonly string[]) => {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    return (error as Error).message;
  }
};

type Values = Exclude<ReturnType<typeof read>, string>['values'];

const wrong = (why: string): RecordRequest => ({ verb: 'wrong', why });

const toExport = ({ url, token }: Values, file: string, environment: NodeJS.ProcessEnv): RecordRequest => {
  const secret = token ?? environment['ARCHESTRA_TOKEN'];
  if (url === undefined) return wrong('Give the address of the console: --url.');
  if (secret === undefined) return wrong('Give a token: --token, or ARCHESTRA_TOKEN.');
  return { verb: 'export', file, url, token: secret };
};

const toVerify = ({ key: keys = [] }: Values, file: string): RecordRequest =>
  keys.length > 0 ? { verb: 'verify', file, keys } : wrong('Give the public key that was noted down: --key.');

/** Reads the words after `./archestra`; the environment may hold the token. */
export const parseRecordArguments = (words: readonly string[], environment: NodeJS.ProcessEnv): RecordRequest => {
  const parsed = read(words);
  if (typeof parsed === 'string') return wrong(parsed);
  const { values, positionals } = parsed;
  if (values.help || positionals.length === 0) return { verb: 'help' };
  const [noun, verb, file, ...rest] = positionals;
  if (noun !== 'audit' || !['export', 'verify'].includes(verb ?? '') || rest.length > 0)
    return wrong(`Not understood: ${words.join(' ')}`);
  if (file === undefined) return wrong('Name the file.');
  return verb === 'verify' ? toVerify(values, file) : toExport(values, file, environment);
};
