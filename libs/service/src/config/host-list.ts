import { z } from 'zod';

/** Hosts in an environment variable, separated by commas: `host` or `host:port`, in lower case. */
export const hostList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((host) => host.trim().toLowerCase())
      .filter(Boolean),
  );
