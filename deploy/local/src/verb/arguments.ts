/** What the command line asks for. */
export type Request =
  | { verb: 'up' | 'dev' | 'down' | 'status' | 'help' }
  | { verb: 'logs'; name: string | undefined }
  | { verb: 'reset'; isAgreed: boolean }
  | { verb: 'wrong'; why: string };

export const usage = `Usage: ./start [option]

  (none)            install what is missing, build, start everything, call one tool
  --down            stop everything of this checkout
  --status          show the processes
  --logs [name]     follow all logs, or one
  --reset [--yes]   stop everything and remove all data of this checkout
  --help            show this

Servers of your own: set DATABASE_URL, NATS_URL, REDIS_URL.`;

const plain = ['down', 'status', 'help'] as const;

const parseNamed = (verb: string, rest: readonly string[]): Request | undefined => {
  if (verb === 'logs' && rest.length <= 1) return { verb: 'logs', name: rest[0] };
  if (verb === 'reset' && rest.every((word) => word === '--yes')) return { verb: 'reset', isAgreed: rest.length > 0 };
  const found = plain.find((known) => known === verb);
  return found && rest.length === 0 ? { verb: found } : undefined;
};

/** Reads the words after `./start`. */
export const parseArguments = (words: readonly string[]): Request => {
  const [first, ...rest] = words;
  if (first === undefined) return { verb: 'up' };
  if (first === 'dev' && rest.length === 0) return { verb: 'dev' };
  if (first === '-h') return { verb: 'help' };
  const known = first.startsWith('--') ? parseNamed(first.slice(2), rest) : undefined;
  return known ?? { verb: 'wrong', why: `Not understood: ${words.join(' ')}` };
};
