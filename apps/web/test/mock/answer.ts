import type { consoleRoutes, RouteReply, RouteRequest } from '@archestra/contracts';

type Routes = typeof consoleRoutes;
/** What the mock says to questions: each group of routes brings its own. */
export type Answers = { [K in keyof Routes]?: (request: RouteRequest<Routes[K]>) => RouteReply<Routes[K]> };
