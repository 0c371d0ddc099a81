import { readFile } from 'node:fs/promises';
import ipaddr from 'ipaddr.js';

const ENTRY = /^\s*\d+: ([0-9A-F]{8,32}):([0-9A-F]{4}) ([0-9A-F]{8,32}):([0-9A-F]{4}) /;

/** The kernel prints 32-bit words in the order of this machine's bytes (proc_pid_net(5)), which is little-endian wherever Node runs. */
const bytesOf = (hex: string): number[] =>
  (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse().map((byte) => parseInt(byte, 16)));

const addressOf = (hex: string): string => plain(ipaddr.fromByteArray(bytesOf(hex)).toString());

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface SocketEntry {
  readonly local: Endpoint;
  readonly remote: Endpoint;
}

/** Reads lines of `/proc/<pid>/net/tcp` and the like: where each socket believes to be connected. */
export const readSocketTable = (text: string): SocketEntry[] =>
  text.split('\n').flatMap((line) => {
    const [, address, port, remoteAddress, remotePort] = ENTRY.exec(line) ?? [];
    if (!address || !port || !remoteAddress || !remotePort) return [];
    return [
      {
        local: { address: addressOf(address), port: parseInt(port, 16) },
        remote: { address: addressOf(remoteAddress), port: parseInt(remotePort, 16) },
      },
    ];
  });

const tableOf = (pid: number, name: string): Promise<string> =>
  readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => '');

const NOWHERE = ['0.0.0.0', '::'];

/**
 * Where a redirected connection was meant to go: the socket of the program itself still knows, because addresses are
 * rewritten below it. `caught` is the program's end as the catcher saw it; `undefined` when that socket is gone already.
 */
export const originOf = async (
  pid: number,
  protocol: 'tcp' | 'udp',
  caught: Endpoint,
): Promise<Endpoint | undefined> => {
  const tables = await Promise.all([tableOf(pid, protocol), tableOf(pid, `${protocol}6`)]);
  const address = plain(caught.address);
  const isIt = ({ local, remote }: SocketEntry): boolean =>
    local.port === caught.port && remote.port !== 0 && (local.address === address || NOWHERE.includes(local.address));
  return tables.flatMap(readSocketTable).find(isIt)?.remote;
};

/** An address without the IPv6 clothes that sockets for both families put on it. */
export const plain = (address: string): string => ipaddr.process(address).toString();
