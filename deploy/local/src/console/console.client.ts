import { AppError, consoleRoutes, type ConsoleRoute, type RouteInput, type RouteReply } from '@archestra/contracts';

type Given<R extends ConsoleRoute> = {
  [K in keyof RouteInput<R> as RouteInput<R>[K] extends undefined ? never : K]: RouteInput<R>[K];
};
/** What a route wants: nothing where it takes neither path, query nor body. */
export type ConsoleInput<R extends ConsoleRoute> = keyof Given<R> extends never ? Record<string, never> : Given<R>;

interface AnyInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

const target = (route: ConsoleRoute, { params = {}, query = {} }: AnyInput): string => {
  const path = route.path.replaceAll(/:(\w+)/g, (_match, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  return search.size > 0 ? `${path}?${search}` : path;
};

/** The console API as a program uses it: a session cookie or an API token, every reply parsed by its route's schema. */
export class ConsoleClient {
  readonly url: string;
  private readonly token: string | undefined;
  private cookie = '';

  constructor(url: string, token?: string) {
    this.url = url;
    this.token = token;
  }

  /** Signs in; throws `AppError` as the server sent it. */
  async signIn(email: string, password: string): Promise<RouteReply<typeof consoleRoutes.signIn>> {
    return this.call(consoleRoutes.signIn, { body: { email, password } });
  }

  /** Calls a route; throws `AppError` as the server sent it. */
  async call<R extends ConsoleRoute>(route: R, input: ConsoleInput<R>): Promise<RouteReply<R>> {
    const given = input as AnyInput;
    const response = await fetch(this.url + target(route, given), {
      method: route.method,
      headers: {
        origin: this.url,
        ...(this.token === undefined ? { cookie: this.cookie } : { authorization: `Bearer ${this.token}` }),
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
    });
    this.keep(response.headers.getSetCookie());
    const text = await response.text();
    if (!response.ok) throw readError(text);
    return route.response.parse(JSON.parse(text)) as RouteReply<R>;
  }

  private keep(cookies: string[]): void {
    for (const cookie of cookies) this.cookie = cookie.split(';')[0] ?? '';
  }
}

const readError = (text: string): AppError => {
  try {
    return AppError.fromWire(JSON.parse(text));
  } catch {
    return new AppError('INTERNAL', 'The console answered with something that is not JSON.');
  }
};
