// Loaded before the program of a server (NODE_OPTIONS=--import). Connections past the egress proxy are dropped by the network
// policy of the pod; this tells the proxy that one was tried. It is a witness, not a guard: a program that does not want to be
// seen goes around it, and is dropped all the same.
import { Buffer } from 'node:buffer';
import net from 'node:net';
import process from 'node:process';
import { URL } from 'node:url';

const COLLECTOR = 'http://egress.archestra.invalid/attempts';
const TIMEOUT_MS = 2_000;
const MAX_AT_ONCE = 16;
const QUIET_MS = 1_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/i;

const proxyOf = () => {
  try {
    return new URL(process.env.HTTPS_PROXY ?? process.env.HTTP_PROXY ?? '');
  } catch {
    return undefined;
  }
};

const proxy = proxyOf();
const connect = net.Socket.prototype.connect;
const lately = new Map();
let under_way = 0;

/** Options as every form of `connect` has them; undefined for sockets of this machine. */
const targetOf = ([first, second]) => {
  const given = Array.isArray(first) ? first[0] : first;
  if (typeof given === 'number' || (typeof given === 'string' && /^\d+$/.test(given)))
    return { port: Number(given), host: typeof second === 'string' ? second : 'localhost' };
  if (typeof given !== 'object' || given === null || given.path) return undefined;
  return { port: Number(given.port), host: String(given.host ?? 'localhost') };
};

const isWorthTelling = ({ host, port }) => {
  if (LOOPBACK.test(host) || (host === proxy.hostname && String(port) === proxy.port)) return false;
  const key = `${host} ${port}`;
  if (under_way >= MAX_AT_ONCE || Date.now() - (lately.get(key) ?? 0) < QUIET_MS) return false;
  if (lately.size > 1_000) lately.clear();
  lately.set(key, Date.now());
  return true;
};

const tell = (target) => {
  const body = JSON.stringify(target);
  const credential = Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`);
  const socket = new net.Socket();
  under_way += 1;
  socket.once('close', () => (under_way -= 1));
  socket.on('error', () => undefined);
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
  socket.unref();
  connect.call(socket, { host: proxy.hostname, port: Number(proxy.port || 80) });
  socket.end(
    `POST ${COLLECTOR} HTTP/1.1\r\nHost: egress.archestra.invalid\r\nConnection: close\r\n` +
      `Proxy-Authorization: Basic ${credential.toString('base64')}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  socket.resume();
};

if (proxy)
  net.Socket.prototype.connect = function (...args) {
    try {
      const target = targetOf(args);
      if (target && isWorthTelling(target)) tell(target);
    } catch {
      // The program must not notice.
    }
    return connect.apply(this, args);
  };
