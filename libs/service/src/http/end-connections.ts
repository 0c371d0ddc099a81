import type { FastifyInstance } from 'fastify';

const LOOK_MS = 100;
/** Every question to a service but the slowest is answered by then; the process itself gives up a little later. */
const PATIENCE_MS = 3_000;

/**
 * Lets a stopping server end. Node closes the connections that are idle at that moment only: one whose answer is finished
 * later, or that a browser opened in advance and never used, would hold the process until its own timeout.
 */
export const endConnections = (http: FastifyInstance): void => {
  http.addHook('preClose', (done) => {
    const startedMs = Date.now();
    const timer = setInterval(() => {
      if (Date.now() - startedMs < PATIENCE_MS) http.server.closeIdleConnections();
      else http.server.closeAllConnections();
    }, LOOK_MS);
    http.server.once('close', () => clearInterval(timer));
    done();
  });
};
