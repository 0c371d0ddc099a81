import type { ManagedServerPorts } from '../src/server/managed-server.ts';

const unexpected = (): never => {
  throw new Error('A server without secret fields asks for no credentials.');
};

/** For servers that need none, and that are never put to sleep. */
export const withoutCredentials: Pick<ManagedServerPorts, 'credentials' | 'idleMs' | 'sharedIdleMs'> = {
  credentials: {
    resolve: unexpected,
    resolveForAll: unexpected,
    knownOf: unexpected,
    open: unexpected,
    missing: unexpected,
  },
  idleMs: 60_000,
  sharedIdleMs: 0,
};
