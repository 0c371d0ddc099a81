import { AppError, type ConsoleRoute } from '@archestra/contracts';
import type { z } from 'zod';

const ISSUE_LIMIT = 10;

/** The parts of a request as Fastify read them. */
export interface RawRequest {
  params: unknown;
  query: unknown;
  body: unknown;
}

/** Parses each part by the route's schemas; throws `INVALID_INPUT` that names every wrong field. */
export const parseRequest = (route: ConsoleRoute, raw: RawRequest): RawRequest => ({
  params: parse('path', route.params, raw.params),
  query: parse('query', route.query, raw.query),
  body: parse('body', route.body, raw.body),
});

const parse = (place: string, schema: z.ZodType | undefined, value: unknown): unknown => {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, ISSUE_LIMIT)
    .map(({ path, message }) => ({ path: [place, ...path].join('.'), message }));
  const first = issues[0];
  throw new AppError('INVALID_INPUT', first ? `${first.path}: ${first.message}` : `The ${place} is not valid.`, {
    details: { issues },
  });
};
