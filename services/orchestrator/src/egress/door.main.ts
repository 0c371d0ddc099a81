import { spawnSync, type SendHandle } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

// Runs for a moment inside a new, empty network: makes every address lead to itself, opens the sockets that catch what is
// tried there, hands them over to its parent, and becomes the program it was given. Nothing of it stays.

// `process` is the global one on purpose: importing it reads all of its properties, `stdin` among them, and Node then sets
// the pipes of the server to non-blocking. The server inherits that, and a Python one takes "nothing yet" for the end.

type Part = 'tcp' | 'dns' | 'udp';

const CATCH_TCP = 15_001;
const CATCH_UDP = 15_002;
const DNS = 53;
/** Without address rewriting only these are caught; on all other ports nobody answers. */
const USUAL_PORTS = [
  20, 21, 22, 23, 25, 80, 110, 143, 389, 443, 465, 587, 636, 853, 993, 995, 1433, 1521, 1883, 2375, 2376, 2379, 3000,
  3128, 3306, 3389, 4222, 5000, 5432, 5672, 6379, 6443, 8000, 8080, 8443, 8888, 9000, 9090, 9200, 9418, 10_250, 11_211,
  27_017,
];

const run = (program: string, args: readonly string[], input = ''): boolean =>
  spawnSync(program, args, { input, timeout: 15_000 }).status === 0;

const rules = (loopback: string): string =>
  [
    '*nat',
    `-A OUTPUT -p udp --dport ${DNS} ! -d ${loopback} -j DNAT --to-destination :${DNS}`,
    `-A OUTPUT -p udp ! -d ${loopback} -j DNAT --to-destination :${CATCH_UDP}`,
    `-A OUTPUT -p tcp ! -d ${loopback} -j DNAT --to-destination :${CATCH_TCP}`,
    'COMMIT',
    '',
  ].join('\n');

/** Throws when not even an unspoiled loopback device can be had: then nothing runs here. */
const prepare = (): { catchesAll: boolean } => {
  if (!run('ip', ['link', 'set', 'lo', 'up'])) throw new Error('the loopback device stays down');
  if (!run('ip', ['route', 'add', 'local', 'default', 'dev', 'lo'])) throw new Error('no route can be made');
  // A machine without IPv6 has none in here, either.
  const hasIpv6 = run('ip', ['-6', 'route', 'add', 'local', 'default', 'dev', 'lo']);
  const catchesAll =
    run('iptables-restore', [], rules('127.0.0.0/8')) && (!hasIpv6 || run('ip6tables-restore', [], rules('::1/128')));
  return { catchesAll };
};

const send = (message: object, handle?: unknown): Promise<void> =>
  new Promise((resolve, reject) => {
    if (!process.send) throw new Error('nobody takes the sockets');
    process.send(message, handle as SendHandle, {}, (error) => (error ? reject(error) : resolve()));
  });

/** The bare socket below Node's object: handed over as that, it is nobody's to read from but who takes it. */
const bare = (owner: object): unknown => (owner as { _handle?: unknown })._handle;

const offerTcp = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen({ host: '::', port, backlog: 64 }, () => {
      send({ part: 'tcp' satisfies Part }, bare(server)).then(resolve, reject);
    });
  });

const offerUdp = (part: Part, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp6').once('error', reject);
    socket.bind(port, '::', () => {
      send({ part }, bare(socket)).then(resolve, reject);
    });
  });

const become = (command: readonly string[]): void => {
  process.disconnect?.();
  const clean = ['-u', 'NODE_CHANNEL_FD', '-u', 'NODE_CHANNEL_SERIALIZATION_MODE'];
  process.execve?.('/usr/bin/env', ['env', ...clean, ...command]);
};

const isGivenUp = (): never => process.exit(70);
process.once('disconnect', isGivenUp);
process.once('message', () => {
  process.off('disconnect', isGivenUp);
  become(process.argv.slice(2));
});
try {
  const { catchesAll } = prepare();
  await offerUdp('dns', DNS);
  if (catchesAll) await offerUdp('udp', CATCH_UDP);
  for (const port of catchesAll ? [CATCH_TCP] : USUAL_PORTS) await offerTcp(port);
  await send({ part: 'complete', catchesAll });
} catch (error) {
  process.stderr.write(`The network of the server could not be prepared: ${(error as Error).message}\n`);
  process.exit(70);
}
