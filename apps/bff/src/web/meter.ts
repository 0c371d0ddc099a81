import { metrics } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';

/** Measures every answered request by route pattern, method and status; streams count when they end. */
export const meterRequests = (http: FastifyInstance): void => {
  const durations = metrics
    .getMeter('bff')
    .createHistogram('bff.request', { unit: 'ms', description: 'Time to answer a request' });
  http.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    durations.record(reply.elapsedTime, { route, method: request.method, status: reply.statusCode });
    done();
  });
};
