import type { ProviderOptions } from './http/provider.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The pace of a model of today: words come as fast as one reads. */
const PACE = { firstByteMs: 150, eventMs: 12 };

const portOf = (text: string | undefined): number => {
  const port = Number(text ?? '');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('PORT is not a port');
  return port;
};

/** Where to listen, from `HOST` and `PORT`. Throws an `Error` that names what is wrong. */
export const providerOptions = (environment: Environment = process.env): ProviderOptions => ({
  host: environment['HOST'] ?? '127.0.0.1',
  port: portOf(environment['PORT']),
  pace: PACE,
  models: ['demo'],
});
