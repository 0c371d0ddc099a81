import type { z } from 'zod';
import type { RouteAccess } from './console-permission.ts';

/** One REST route of the console. Everything that is not declared here does not exist: the bff binds handlers to these objects and the web calls them. */
export interface ConsoleRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for each member of `params`; encode values with `encodeURIComponent`. */
  readonly path: `/api/${string}`;
  readonly summary: string;
  readonly permission: RouteAccess;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly response: z.ZodType;
  /** For the few routes that take more than the usual 1 MiB. */
  readonly bodyLimitBytes?: number;
  /** Status of success; 200 when absent. */
  readonly status?: number;
  /** The shape of each server-sent event when the route streams. `always` streams in any case, `on-follow` only with `?follow=true`. */
  readonly stream?: { readonly when: 'always' | 'on-follow'; readonly event: z.ZodType };
}

type Part<R extends ConsoleRoute, K extends 'params' | 'query' | 'body', Side extends 'input' | 'output'> =
  R extends Record<K, infer S extends z.ZodType> ? (Side extends 'input' ? z.input<S> : z.output<S>) : undefined;

/** What a handler receives after validation. */
export interface RouteRequest<R extends ConsoleRoute> {
  params: Part<R, 'params', 'output'>;
  query: Part<R, 'query', 'output'>;
  body: Part<R, 'body', 'output'>;
}
/** What a client sends: defaults are still optional. */
export interface RouteInput<R extends ConsoleRoute> {
  params: Part<R, 'params', 'input'>;
  query: Part<R, 'query', 'input'>;
  body: Part<R, 'body', 'input'>;
}
/** The parsed JSON answer of a route. */
export type RouteReply<R extends ConsoleRoute> = z.output<R['response']>;
