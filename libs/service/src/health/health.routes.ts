import type { FastifyInstance } from 'fastify';
import { prometheus } from '../telemetry/telemetry.ts';
import type { Readiness } from './readiness.ts';

/** Adds `/health` (the process lives), `/ready` (it can work; 503 names what is missing) and `/metrics` (Prometheus text). */
export const addHealthRoutes = (http: FastifyInstance, readiness: Readiness): void => {
  http.get('/health', () => ({ status: 'ok' }));
  http.get('/ready', async (_request, reply) => {
    const missing = await readiness.missing();
    const ready = Object.keys(missing).length === 0;
    return reply.status(ready ? 200 : 503).send(ready ? { status: 'ready' } : { status: 'not ready', missing });
  });
  http.get('/metrics', (request, reply) => {
    reply.hijack();
    prometheus.getMetricsRequestHandler(request.raw, reply.raw);
  });
};
