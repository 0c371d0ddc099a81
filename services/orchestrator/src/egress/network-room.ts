import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { NetworkRoom } from '../runtime/runtime.ts';
import type { RawHandle } from './catcher.ts';
import type { RoomPart } from './egress-message.ts';

const extension = extname(import.meta.url);

/** A script of this folder, as it lies there: source in tests, compiled in a service. */
export const scriptPath = (name: string): string => fileURLToPath(new URL(`./${name}${extension}`, import.meta.url));

/** The options of Node with which such a script finds our libraries as it was found itself: nothing need be compiled. */
export const SCRIPT_OPTIONS: readonly string[] = extension === '.ts' ? ['--conditions=@archestra/source'] : [];

/** The sockets of one room. They outlive the proxy that reads from them, so that the next one can go on. */
export interface RoomSockets {
  readonly pid: number;
  readonly sockets: { readonly part: RoomPart; readonly handle: RawHandle & { close?: () => void } }[];
}

const Offer = z.union([
  z.object({ part: z.enum(['tcp', 'dns', 'udp']) }),
  z.object({ part: z.literal('complete'), catchesAll: z.boolean() }),
]);

const DOOR_MS = 30_000;
const isRoot = (): boolean => process.getuid?.() === 0;

/** Without root a user namespace owns the room; in it we are root, outside of it still nobody. */
const unshare = (): string[] => ['unshare', ...(isRoot() ? [] : ['--user', '--map-root-user']), '--net', '--'];

const roomCommand = (): string[] => [
  ...unshare(),
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=DEP0112',
  scriptPath('door.main'),
];

/** Whether rooms can be made on this machine: Linux, iproute2, and the right to make namespaces. */
export const canMakeRooms = (path: string): boolean =>
  process.platform === 'linux' &&
  spawnSync('unshare', [...unshare().slice(1), 'ip', 'link', 'set', 'lo', 'up'], {
    env: { PATH: path },
    timeout: 20_000,
  }).status === 0;

/** Takes the sockets of a room as the door offers them. Rejects when the door gives up first. */
const collect = (child: ChildProcess): Promise<RoomSockets> =>
  new Promise((resolve, reject) => {
    const sockets: RoomSockets['sockets'] = [];
    const late = setTimeout(() => reject(new Error('the room took too long')), DOOR_MS);
    const fail = (): void => {
      clearTimeout(late);
      reject(new Error('the room could not be made'));
    };
    child.once('exit', fail);
    child.on('message', (message: unknown, handle: unknown) => {
      const offer = Offer.safeParse(message).data;
      if (!offer) return fail();
      if (offer.part !== 'complete') return void sockets.push({ part: offer.part, handle: handle as RawHandle });
      clearTimeout(late);
      child.off('exit', fail);
      resolve({ pid: child.pid ?? 0, sockets });
    });
  });

/**
 * A room whose sockets are given to `take`; when that resolves, the program starts. `leave` is called when it has ended.
 */
export const makeRoom = (
  files: NetworkRoom['files'],
  { take, leave }: { take(sockets: RoomSockets): Promise<void>; leave(sockets: RoomSockets): void },
): NetworkRoom => ({
  command: roomCommand(),
  files,
  admit: async (child) => {
    const sockets = await collect(child);
    const isGone = child.exitCode !== null || child.signalCode !== null;
    if (isGone) leave(sockets);
    else child.once('exit', () => leave(sockets));
    await take(sockets);
    child.send('go');
  },
});
