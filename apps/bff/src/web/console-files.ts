import { extname } from 'node:path';
import fastifyStatic from '@fastify/static';
import { AppError } from '@archestra/contracts';
import type { FastifyInstance } from 'fastify';
import type { BffConfig } from '../bff.config.ts';
import { isApi } from './door.ts';

const YEAR_S = 31_536_000;
const HASHED = /[\\/]assets[\\/]/;

/** Hashed assets never change under their name; everything else is asked for again each time. */
const cacheControlOf = (file: string): string =>
  HASHED.test(file) ? `public, max-age=${YEAR_S}, immutable` : 'no-cache';

/** Serves the built console; every path of its own that is not a file is the console's index page. Without WEB_DIR nothing is served. */
export const serveConsole = async (http: FastifyInstance, { WEB_DIR }: BffConfig): Promise<void> => {
  if (WEB_DIR === undefined) return;
  await http.register(fastifyStatic, {
    root: WEB_DIR,
    serve: false,
    dotfiles: 'deny',
    cacheControl: false,
    preCompressed: true,
    setHeaders: (response, file) => void response.header('cache-control', cacheControlOf(file)),
  });
  http.get('/*', (request, reply) => {
    if (isApi(request.url)) throw new AppError('NOT_FOUND', 'There is nothing at this address.');
    const path = new URL(request.url, 'http://console').pathname;
    return reply.sendFile(extname(path) === '' ? 'index.html' : decodeURIComponent(path).slice(1));
  });
};
