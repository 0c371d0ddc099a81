import type { ConsoleRoute } from '@archestra/contracts';
import type { FastifyInstance } from 'fastify';

/** Lets the routes that say so take larger bodies; all others keep the limit of the door. */
export const widenBodies = (http: FastifyInstance, routes: readonly ConsoleRoute[]): void => {
  http.addHook('onRoute', (registered) => {
    const route = routes.find(({ path, method }) => path === registered.url && method === registered.method);
    if (route?.bodyLimitBytes !== undefined) registered.bodyLimit = route.bodyLimitBytes;
  });
};
