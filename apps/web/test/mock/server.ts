import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { AppError, consoleRoutes, type ConsoleRoute } from '@archestra/contracts';
import { answers } from './answers.ts';
import { nextCall, summaryOf } from './calls.ts';
import { chatStreams } from './chat-answers.ts';
import { follow, tell, watch } from './live.ts';
import { nextLlmCall } from './llm-call.ts';
import { permissionsOf } from './people.ts';
import { session } from './state.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
// As strict as the bff is with scripts, so that a page which would break there breaks here.
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

const TOLD_MS = 300;

const routes: [name: keyof typeof consoleRoutes, route: ConsoleRoute, pattern: RegExp][] = Object.entries(
  consoleRoutes,
).map(([name, route]) => [
  name as keyof typeof consoleRoutes,
  route,
  new RegExp(`^${route.path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
]);

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
};

const decoded = (groups: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));

const admit = ({ permission }: ConsoleRoute): void => {
  if (permission === 'public') return;
  if (!session.user) throw new AppError('UNAUTHENTICATED', 'Sign in first.');
  if (permission === 'signed-in' || permissionsOf(session.user.role).includes(permission)) return;
  throw new AppError('NOT_ALLOWED', 'Your role does not allow this. Ask an administrator.');
};

const streams = (name: keyof typeof consoleRoutes, url: URL) => {
  if (name === 'watchEvents') return watch;
  return name === 'readServerLog' && url.searchParams.get('follow') === 'true' ? follow : undefined;
};

const partsOf = async (request: IncomingMessage, url: URL, [, route, pattern]: (typeof routes)[number]) => ({
  params: route.params?.parse(decoded(pattern.exec(url.pathname)?.groups)),
  query: route.query?.parse(Object.fromEntries(url.searchParams)),
  body: route.body?.parse(await bodyOf(request)),
});

const answer = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
  const entry = routes.find(([, route, pattern]) => route.method === request.method && pattern.test(url.pathname));
  if (!entry) throw new AppError('NOT_FOUND', 'There is no such route.');
  const [name, route, pattern] = entry;
  admit(route);
  const stream = streams(name, url);
  if (stream) return stream(response);
  const chat = chatStreams[name];
  if (chat) return chat(request, response, decoded(pattern.exec(url.pathname)?.groups)['id'] ?? '');
  const parts = await partsOf(request, url, entry);
  const say = answers[name] as ((request: unknown) => unknown) | undefined;
  if (!say) throw new AppError('NOT_FOUND', 'The mock has no answer for this.');
  const reply = JSON.stringify(route.response.parse(say(parts)));
  // The platform tells everybody what is gone before it answers whoever removed it.
  if (route.method === 'DELETE') await new Promise((resolve) => setTimeout(resolve, TOLD_MS));
  response.writeHead(route.status ?? 200, { 'content-type': 'application/json' }).end(reply);
};

const serveFile = async (response: ServerResponse, dist: string, path: string): Promise<void> => {
  const file = extname(path) ? path : '/index.html';
  const content = await readFile(join(dist, file));
  response
    .writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': policy,
    })
    .end(content);
};

interface MockOptions {
  /** 0 takes a free one. */
  port: number;
  /** The pause between live calls; 0 for none. */
  liveMs: number;
  /** The built console. */
  dist?: string;
}

/** The console's bff, made up: every route of the contract with sample data, and the built console. */
export const startMock = ({
  port,
  liveMs,
  dist = join(import.meta.dirname, '../../dist'),
}: MockOptions): Promise<Server> => {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    const work = url.pathname.startsWith('/api/')
      ? answer(request, response, url)
      : serveFile(response, dist, url.pathname);
    work.catch((error: unknown) => {
      if (!(error instanceof AppError)) console.error(url.pathname, error);
      const known = AppError.from(error);
      response.writeHead(known.status, { 'content-type': 'application/json' }).end(JSON.stringify(known.toWire()));
    });
  });
  const happen = (): void => {
    tell({ kind: 'tool-call', call: summaryOf(nextCall()) });
    const { call: _, recordedAt: __, ...call } = nextLlmCall();
    tell({ kind: 'llm-call', call });
  };
  const timer = liveMs > 0 ? setInterval(happen, liveMs) : undefined;
  server.on('close', () => clearInterval(timer));
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
};
