import type { ConsoleRoute, RouteInput, RouteReply } from '@archestra/contracts';
import { ConsoleError } from './error.ts';

type Given<R extends ConsoleRoute> = {
  [K in keyof RouteInput<R> as RouteInput<R>[K] extends undefined ? never : K]: RouteInput<R>[K];
};
interface Parts {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** The address of a route with its parameters filled in and its query attached. */
export const routeUrl = (route: ConsoleRoute, { params = {}, query = {} }: Parts = {}): string => {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
};

const send = async (route: ConsoleRoute, { params, query, body }: Parts, signal?: AbortSignal): Promise<Response> => {
  const changes = route.method !== 'GET';
  try {
    return await fetch(routeUrl(route, { ...(params && { params }), ...(query && { query }) }), {
      method: route.method,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(changes && { 'content-type': 'application/json' }) },
      // Every change carries JSON, even an empty one: a foreign page cannot send that type unasked.
      ...(changes && { body: JSON.stringify(body ?? {}) }),
      ...(signal && { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ConsoleError(0);
  }
};

/** Asks the bff and reads the answer with the schema of the route. Throws `ConsoleError`. */
export const call = async <R extends ConsoleRoute>(
  route: R,
  input: Given<R>,
  signal?: AbortSignal,
): Promise<RouteReply<R>> => {
  const response = await send(route, input, signal);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw ConsoleError.from(response.status, body);
  const reply = route.response.safeParse(body);
  if (!reply.success) throw new ConsoleError(response.status);
  return reply.data as RouteReply<R>;
};

const MAX_PAGES = 25;

/** Follows the cursor to the end, for lists a person has dozens of and a page filters in memory. */
export const collectPages = async <T>(
  read: (cursor?: string) => Promise<{ items: T[]; nextCursor: string | null }>,
): Promise<T[]> => {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const page = await read(cursor);
    items.push(...page.items);
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return items;
};
