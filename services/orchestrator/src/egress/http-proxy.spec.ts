import { once } from 'node:events';
import { createServer as createHttp, request, type Server } from 'node:http';
import { connect, createServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EgressLimits, FromEgress, Seen } from './egress-message.ts';
import { Exit, GuestList } from './exit.ts';
import { parseTrusted } from './host-rule.ts';
import { HttpProxy } from './http-proxy.ts';
import { machineNetwork } from './network.client.ts';
import { tokenHashOf } from './proxy-credential.ts';

const LIMITS: EgressLimits = {
  connectionsPerInstance: 3,
  attemptsPerSecond: 1_000,
  connectTimeoutMs: 300,
  lookUpTimeoutMs: 300,
  idleTimeoutMs: 400,
  headTimeoutMs: 300,
};
const ME = `Basic ${Buffer.from('s.shared:token').toString('base64')}`;

describe('the proxy', () => {
  let web: Server;
  let echo: TcpServer;
  let proxy: HttpProxy;
  let guests: GuestList;
  let port = 0;
  let names: Record<string, string[][]> = {};
  let connected: string[] = [];
  let stuck: (() => void)[] = [];
  let told: { stage: string; seen: Seen }[] = [];

  const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
  const ended = (): Seen[] => told.filter(({ stage }) => stage === 'ended').map(({ seen }) => seen);
  const open = async (limits: Partial<EgressLimits> = {}): Promise<void> => {
    const all = { ...LIMITS, ...limits };
    const trusted = ['trusted.test', 'pinned.test=127.0.0.1'].flatMap((line) => parseTrusted(line) ?? []);
    guests = new GuestList(trusted);
    const network = {
      lookUp: (name: string, _timeoutMs: number, onEnd: () => void) => {
        if (name.endsWith('.slow.test'))
          return new Promise<never>((_, reject) => void stuck.push(() => [onEnd(), reject(new Error('late'))]));
        onEnd();
        const answers = names[name]?.shift();
        return answers ? Promise.resolve(answers) : Promise.reject(new Error('unknown'));
      },
      // Public addresses are played by this machine.
      connect: (address: string, to: number, timeoutMs: number) => {
        connected.push(address);
        return machineNetwork.connect('127.0.0.1', to, timeoutMs);
      },
    };
    const report = (message: FromEgress): void => {
      if (message.kind === 'attempt') told.push(message);
    };
    proxy = new HttpProxy({ guests, limits: all, exit: new Exit({ network, trusted, limits: all, report }) });
    port = await proxy.listen('127.0.0.1', 0);
    guests.admit({ key: 's.shared', hosts: ['*', 'trusted.test', 'pinned.test'], tokenHash: tokenHashOf('token') });
  };

  beforeEach(async () => {
    [names, connected, told, stuck] = [{}, [], [], []];
    web = createHttp((incoming, response) => {
      incoming.resume();
      incoming.once('end', () => response.end(JSON.stringify({ url: incoming.url, headers: incoming.headers })));
    });
    echo = createServer({ allowHalfOpen: true }, (socket) => void socket.on('error', () => undefined).pipe(socket));
    await Promise.all([web, echo].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')));
    await open();
  });
  afterEach(() => {
    proxy.close();
    web.closeAllConnections();
    web.close();
    echo.close();
  });

  const get = async (url: string, headers: Record<string, string> = { 'proxy-authorization': ME }) => {
    const outgoing = request({ port, host: '127.0.0.1', path: url, headers, agent: false });
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [
      NodeJS.ReadableStream & { statusCode: number; headers: Record<string, string> },
    ];
    let body = '';
    for await (const chunk of answer) body += String(chunk);
    return { status: answer.statusCode, body, headers: answer.headers };
  };
  const raw = async (text: string): Promise<{ socket: Socket; first: string }> => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(text);
    const [first] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [unknown];
    return { socket, first: Buffer.isBuffer(first) ? first.toString('latin1') : '' };
  };
  const tunnelTo = (authority: string, auth = ME) =>
    raw(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nProxy-Authorization: ${auth}\r\n\r\n`);

  it('passes an absolute-form request on, with the host it was judged by and without what was meant for the proxy', async () => {
    names = { 'site.test': [['93.184.216.34']] };
    const answer = await get(`http://site.test:${portOf(web)}/a?b=c`, {
      'proxy-authorization': ME,
      'proxy-connection': 'keep-alive',
      connection: 'x-mine',
      'x-mine': '1',
      'x-other': '2',
      host: 'metadata.google.internal',
    });
    expect(answer.status).toBe(200);
    const { url, headers } = JSON.parse(answer.body) as { url: string; headers: Record<string, string> };
    expect(url).toBe('/a?b=c');
    expect(headers).toMatchObject({ host: `site.test:${portOf(web)}`, 'x-other': '2' });
    expect(Object.keys(headers).join()).not.toMatch(/proxy|x-mine/);
    expect(connected).toEqual(['93.184.216.34']);
  });

  it('lets no single source keep all others out', async () => {
    proxy.close();
    await open({ headTimeoutMs: 20_000, idleTimeoutMs: 20_000 });
    names = { 'site.test': [['93.184.216.34']] };
    const from = async (localAddress: string): Promise<Socket> => {
      const socket = connect({ port, host: '127.0.0.1', localAddress });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    };
    const silent = await Promise.all(Array.from({ length: 512 }, () => from('127.0.0.2')));
    const next = await from('127.0.0.2');
    await once(next, 'close');
    expect((await get(`http://site.test:${portOf(web)}/`)).status).toBe(200);
    for (const socket of silent) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const again = await from('127.0.0.2');
    await expect(
      Promise.race([once(again, 'close'), new Promise((resolve) => setTimeout(resolve, 100, 'open'))]),
    ).resolves.toBe('open');
    again.destroy();
  });

  it('looks up so many names at once for one instance, and for others as before', async () => {
    proxy.close();
    await open({ connectionsPerInstance: 100 });
    names = { 'site.test': [['93.184.216.34']] };
    guests.admit({ key: 'other', hosts: ['*'], tokenHash: tokenHashOf('token') });
    const waiting = Array.from({ length: 20 }, (_, index) => tunnelTo(`${index}.slow.test:443`));
    while (stuck.length < 16 || told.length < 20) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(stuck).toHaveLength(16);
    const other = { 'proxy-authorization': `Basic ${Buffer.from('other:token').toString('base64')}` };
    expect((await get(`http://site.test:${portOf(web)}/`, other)).status).toBe(200);
    stuck[0]?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(stuck).toHaveLength(17);
    // Each that ends lets the next one in.
    for (let ended = 1; ended < waiting.length; ended += 1) {
      stuck[ended]?.();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    for (const { socket, first } of await Promise.all(waiting)) {
      expect(first).toMatch(/^HTTP\/1.1 502 /);
      socket.destroy();
    }
  });

  it.each(['000', '099', '101'])('outlives a host that answers with the status %s', async (status) => {
    const hostile = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(`HTTP/1.1 ${status} Odd\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n`));
    });
    await once(hostile.listen(0, '127.0.0.1'), 'listening');
    names = { 'odd.test': [['93.184.216.34']], 'site.test': [['93.184.216.34']] };
    try {
      expect((await get(`http://odd.test:${portOf(hostile)}/`)).status).toBe(502);
      expect((await get(`http://site.test:${portOf(web)}/`)).status).toBe(200);
    } finally {
      hostile.close();
    }
  });

  it('carries bytes both ways, and closes one direction at a time', async () => {
    names = { 'site.test': [['93.184.216.34']] };
    const { socket, first } = await tunnelTo(`site.test:${portOf(echo)}`);
    expect(first).toMatch(/^HTTP\/1\.1 200 /);
    const answer = once(socket, 'data');
    socket.end('ping');
    expect(String((await answer)[0])).toBe('ping');
    await once(socket, 'close');
    expect(ended()[0]).toMatchObject({ verdict: 'allowed', address: '93.184.216.34', bytesUp: 4, bytesDown: 4 });
  });

  it('looks a name up once and connects to what was judged: a second answer changes nothing', async () => {
    names = { 'rebind.test': [['93.184.216.34'], ['169.254.169.254']] };
    expect((await tunnelTo(`rebind.test:${portOf(echo)}`)).first).toMatch(/ 200 /);
    expect(connected).toEqual(['93.184.216.34']);
    expect((await tunnelTo(`rebind.test:${portOf(echo)}`)).first).toMatch(/ 403 .*metadata-address/s);
    expect(connected).toHaveLength(1);
  });

  it.each([
    ['one private address among public ones', 'mixed.test:1', 403, 'private-address'],
    ['a name nobody knows', 'unknown.test:1', 502, 'unresolvable'],
    ['a private address', '10.0.0.1:1', 403, 'private-address'],
    ['itself', '127.0.0.1:1', 403, 'private-address'],
    ['metadata behind a trusted name', 'trusted.test:1', 403, 'metadata-address'],
    ['nothing', 'nothing', 400, 'malformed'],
  ])('refuses %s', async (_, authority, status, reason) => {
    names = { 'mixed.test': [['93.184.216.34', '10.0.0.1']], 'trusted.test': [['169.254.169.254']] };
    const { first } = await tunnelTo(authority);
    expect(first).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*\\(${reason}\\)\n$`));
    expect(first).not.toMatch(/node:| {4}at |ECONN|ENOT/);
    expect(ended()).toHaveLength(1);
    expect(ended()[0]?.reason).toBe(reason);
    expect(connected).toEqual([]);
  });

  it('uses the address an administrator pinned', async () => {
    expect((await tunnelTo(`pinned.test:${portOf(echo)}`)).first).toMatch(/ 200 /);
    expect(connected).toEqual(['127.0.0.1']);
  });

  it('says that nobody is there, and not how it knows', async () => {
    names = { 'site.test': [['93.184.216.34']] };
    const closed = portOf(echo);
    echo.close();
    const { first } = await tunnelTo(`site.test:${closed}`);
    expect(first).toMatch(/^HTTP\/1\.1 502 /);
    expect(first).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|93\.184/);
    expect(ended()[0]).toMatchObject({ verdict: 'failed', reason: 'unreachable', address: '93.184.216.34' });
  });

  it.each([
    ['no credentials', {}],
    ['a wrong token', { 'proxy-authorization': `Basic ${Buffer.from('s.shared:tokem').toString('base64')}` }],
    ['an unknown instance', { 'proxy-authorization': `Basic ${Buffer.from('t.shared:token').toString('base64')}` }],
  ])('turns away %s', async (_, headers) => {
    names = { 'site.test': [['93.184.216.34']] };
    const answer = await get(`http://site.test:${portOf(web)}/`, headers);
    expect([answer.status, answer.headers['proxy-authenticate']]).toEqual([407, 'Basic realm="egress"']);
    expect((await tunnelTo('site.test:1', 'Basic eDp5')).first).toMatch(/^HTTP\/1\.1 407 /);
    expect(told).toEqual([]);
  });

  it('answers a request that is no proxy request with 400', async () => {
    expect((await get('/metrics')).status).toBe(400);
    expect((await get('https://site.test/')).status).toBe(400);
  });

  it('bounds the connections of one instance, and gives the place of a closed one to the next', async () => {
    names = { 'site.test': Array.from({ length: 5 }, () => ['93.184.216.34']) };
    const to = `site.test:${portOf(echo)}`;
    const three = await Promise.all([tunnelTo(to), tunnelTo(to), tunnelTo(to)]);
    expect((await tunnelTo(to)).first).toMatch(/^HTTP\/1\.1 429 [^]*\(limit\)/);
    three[0]?.socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await tunnelTo(to)).first).toMatch(/ 200 /);
  });

  it('tells of a flood once a second, not once for each drop', async () => {
    proxy.close();
    await open({ attemptsPerSecond: 5 });
    await Promise.all(Array.from({ length: 40 }, () => tunnelTo('10.0.0.1:1')));
    const reasons = ended().map(({ reason }) => reason);
    expect(reasons.filter((reason) => reason === 'limit').length).toBeLessThanOrEqual(2);
    expect(reasons.length).toBeLessThanOrEqual(12);
  });

  it('hangs up on whoever sends a head too slowly', async () => {
    const before = Date.now();
    const { socket, first } = await raw('CONNECT site.test:1 HTTP/1.1\r\nX-Slow: ');
    expect(first).toMatch(/^(HTTP\/1\.1 400 [^]*)?$/);
    if (!socket.closed) await once(socket, 'close');
    expect(Date.now() - before).toBeLessThan(1_500);
  });

  it('hangs up on a tunnel in which nothing moves', async () => {
    names = { 'site.test': [['93.184.216.34']] };
    const { socket } = await tunnelTo(`site.test:${portOf(echo)}`);
    await once(socket, 'close');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ended()[0]).toMatchObject({ verdict: 'allowed', bytesUp: 0 });
  });

  it('cuts what is open when the list no longer allows it', async () => {
    proxy.close();
    await open({ idleTimeoutMs: 60_000 });
    names = { 'site.test': [['93.184.216.34'], ['93.184.216.34']], 'other.test': [['93.184.216.34']] };
    const stays = await tunnelTo(`site.test:${portOf(echo)}`);
    const goes = await tunnelTo(`other.test:${portOf(echo)}`);
    guests.admit({ key: 's.shared', hosts: ['site.test'], tokenHash: tokenHashOf('token') });
    await once(goes.socket, 'close');
    const answer = once(stays.socket, 'data');
    stays.socket.write('still here');
    expect(String((await answer)[0])).toBe('still here');
    guests.forget('s.shared');
    await once(stays.socket, 'close');
    expect((await tunnelTo(`site.test:${portOf(echo)}`)).first).toMatch(/ 407 /);
  });

  it('survives clients that hang up in the middle of an answer', async () => {
    // A busy machine is no client that fell silent.
    proxy.close();
    await open({ idleTimeoutMs: 10_000 });
    names = { 'big.test': Array.from({ length: 20 }, () => ['93.184.216.34']) };
    web.removeAllListeners('request');
    web.on('request', ({ headers }, response) =>
      response.end(headers.host?.startsWith('big.') ? Buffer.alloc(8_000_000) : 'small'),
    );
    const head = `GET http://big.test:${portOf(web)}/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${ME}\r\n\r\n`;
    for (let time = 0; time < 15; time += 1) {
      const { socket } = await raw(head);
      if (time % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    names = { 'site.test': [['93.184.216.34']] };
    expect((await get(`http://site.test:${portOf(web)}/`)).status).toBe(200);
  });

  it('survives every first line', async () => {
    const piece = fc.constantFrom(
      'CONNECT',
      'GET',
      ' ',
      'http://',
      'a.test',
      ':',
      '443',
      '/',
      '\r\n',
      '\n',
      '\u0000',
      'HTTP/1.1',
      '@',
      '[',
      ']',
      '\t',
      'é',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(piece, { maxLength: 12 }).map((all) => all.join('')),
          fc.string({ unit: 'binary', maxLength: 60 }),
        ),
        async (line) => {
          const { socket, first } = await raw(`${line}\r\nProxy-Authorization: ${ME}\r\n\r\n`);
          socket.destroy();
          expect(first).not.toMatch(/ 200 | 500 /);
        },
      ),
      { numRuns: 150 },
    );
    names = { 'site.test': [['93.184.216.34']] };
    expect((await get(`http://site.test:${portOf(web)}/`)).status).toBe(200);
  });
});
