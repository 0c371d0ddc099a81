import { z } from 'zod';
import { isPortFree, freePort, preferPort } from '../machine/port.ts';
import { newKey, newPassword } from '../server/secret.ts';
import type { Home } from './home.ts';
import { readJson, writeJson } from './json-file.ts';

/** What an installation remembers between starts: ports and secrets. Losing it means losing the data's passwords. */
export const State = z.object({
  version: z.literal(1),
  /** Folder of the servers' data. */
  serverRoot: z.string(),
  ports: z.record(z.string(), z.number().int()),
  /** Passwords by login: `postgres`, `redis`, `nats:<login>`, `role:<service>`, `admin`. */
  passwords: z.record(z.string(), z.string()),
  /** 32-byte keys in base64 by service. */
  keys: z.record(z.string(), z.string()),
  /** The administrator's password was printed once and is not printed again. */
  isPasswordShown: z.boolean(),
  /** Profile and token of the first call, used again at later starts. */
  demo: z.object({ profileId: z.string(), token: z.string() }).optional(),
});
export type State = z.output<typeof State>;

/** The remembered state, or a new one. */
export const readState = (home: Home, serverRoot: string): State =>
  readJson(home.stateFile, State) ?? {
    version: 1,
    serverRoot,
    ports: {},
    passwords: {},
    keys: {},
    isPasswordShown: false,
  };

/** Remembers the state. */
export const writeState = (home: Home, state: State): void => writeJson(home.stateFile, state);

/** The password of that login; made at the first time. */
export const passwordFor = (state: State, login: string): string => (state.passwords[login] ??= newPassword());

/** The key of that service; made at the first time. */
export const keyFor = (state: State, service: string): string => (state.keys[service] ??= newKey());

const chosen = (state: State): Set<number> => new Set(Object.values(state.ports));

export interface PortWish {
  preferred?: number | undefined;
  /** The remembered port is in use by ourselves: take it unseen. */
  isOurs?: boolean;
}

/** The remembered port of that name while it is free; else the preferred one or a free one, remembered from now on. */
export const portFor = async (state: State, name: string, { preferred, isOurs }: PortWish = {}): Promise<number> => {
  const known = state.ports[name];
  if (known !== undefined && (isOurs || (await isPortFree(known)))) return known;
  const taken = chosen(state);
  const port = preferred === undefined ? await freePort(taken) : await preferPort(preferred, taken);
  state.ports[name] = port;
  return port;
};
