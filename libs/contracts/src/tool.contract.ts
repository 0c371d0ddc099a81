import { z } from 'zod';
import { JsonObject } from './common.ts';

/** A tool definition as the server gave it, plus its pin: SHA-256 over the canonical JSON of name, description, schemas and annotations. */
export const Tool = z.object({
  name: z.string().min(1).max(256),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: JsonObject,
  outputSchema: JsonObject.optional(),
  annotations: JsonObject.optional(),
  icons: z.array(JsonObject).optional(),
  execution: JsonObject.optional(),
  _meta: JsonObject.optional(),
  pin: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Tool = z.output<typeof Tool>;

/** What a server said of itself at initialization. */
export const ServerFacts = z.object({
  protocolVersion: z.string(),
  capabilities: JsonObject,
  instructions: z.string().optional(),
  serverInfo: JsonObject.optional(),
});
export type ServerFacts = z.output<typeof ServerFacts>;
