import cookie from '@fastify/cookie';
import { AppError } from '@archestra/contracts';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BffConfig } from '../bff.config.ts';
import { assertSameOrigin, ownOrigins } from './origin.ts';
import { securityHeaders } from './security-headers.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const JSON_TYPE = /^application\/json\s*(;|$)/i;

export const isApi = (url: string): boolean => /^\/api(?:[/?#]|$)/i.test(url);

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** What holds for every request before any body is read: response headers, no foreign site may change anything, JSON only. */
export const guardDoor = async (http: FastifyInstance, { PUBLIC_URL }: BffConfig): Promise<void> => {
  const headers = securityHeaders(PUBLIC_URL);
  const own = ownOrigins(PUBLIC_URL);
  await http.register(cookie);
  http.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers);
    if (!isApi(request.url)) return done();
    void reply.header('cache-control', 'no-store');
    if (SAFE.has(request.method)) return done();
    try {
      assertSameOrigin(request.headers, own);
      assertJson(request);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error('refused'));
    }
  });
};

const assertJson = (request: FastifyRequest): void => {
  if (hasBody(request) && !JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.');
  }
};

/** Addresses the router cannot read are answered before any hook runs. */
export const refuseUnroutable = (_error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void => {
  const refusal = new AppError('INVALID_INPUT', 'The address could not be read.');
  void reply.status(refusal.status).headers(securityHeaders('')).send(refusal.toWire());
};
