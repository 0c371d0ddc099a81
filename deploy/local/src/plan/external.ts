import { z } from 'zod';
import { StepFailure } from '../progress/failure.ts';

const External = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  NATS_URL: z.url({ protocol: /^(nats|tls|wss?)$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
});

/** Servers that somebody else runs; what is absent we run ourselves. */
export interface ExternalServers {
  databaseUrl: string | undefined;
  natsUrl: string | undefined;
  redisUrl: string | undefined;
}

/** Reads DATABASE_URL, NATS_URL and REDIS_URL; throws StepFailure when one of them is no such URL. */
export const externalServers = (environment: NodeJS.ProcessEnv): ExternalServers => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = External.safeParse(given);
  if (parsed.success)
    return { databaseUrl: parsed.data.DATABASE_URL, natsUrl: parsed.data.NATS_URL, redisUrl: parsed.data.REDIS_URL };
  const names = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].join(', ');
  throw new StepFailure(
    `${names} is set, but is not a URL of such a server.`,
    `Correct it, or unset it to use a server of our own.`,
  );
};

/** Address and credentials of a NATS URL that may carry them. */
export const natsLoginOf = (url: string): { url: string; user?: string; password?: string } => {
  const address = new URL(url);
  const [user, password] = [address.username, address.password].map(decodeURIComponent);
  address.username = '';
  address.password = '';
  return { url: address.href.replace(/\/$/, ''), ...(user ? { user } : {}), ...(password ? { password } : {}) };
};
