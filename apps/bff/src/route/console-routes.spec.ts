import { describe, expect, it } from '@jest/globals';
import { consoleRoutes, type ConsoleRoute } from '@archestra/contracts';

const routes: [string, ConsoleRoute][] = Object.entries(consoleRoutes);

describe('the routes of the console', () => {
  it('are each declared once', () => {
    const addresses = routes.map(([, { method, path }]) => `${method} ${path}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it.each(routes)('%s names its path parameters in its schema', (_, { path, params }) => {
    const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(params?.shape ?? {}).sort()).toEqual(named.sort());
  });

  it.each(routes)('%s has a body only where a body can be', (_, { method, body }) => {
    expect(body !== undefined && (method === 'GET' || method === 'DELETE')).toBe(false);
  });
});
