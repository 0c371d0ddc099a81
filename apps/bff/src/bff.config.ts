import { readFileSync } from 'node:fs';
import { serviceEnv } from '@archestra/service';
import { z } from 'zod';

const count = z.coerce.number().int().positive();

/** The environment of the bff. Ports and addresses come from whoever starts it; the limits rarely need a change. */
export const BffEnv = serviceEnv.extend({
  DATABASE_URL: z.url(),
  REDIS_URL: z.url(),
  /** Where people open the console; decides the cookie's `Secure` flag and which origin may change things. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  /** Where MCP clients reach the gateway; shown in connect snippets. */
  GATEWAY_PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  /** Where this process reaches the gateway, when that differs. */
  GATEWAY_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The built console; without it only the API is served. */
  WEB_DIR: z.string().min(1).optional(),
  /** Whether requests that belong to no organization (an unknown token) are shown live; the audit service has the same switch. */
  AUDIT_SHOW_SYSTEM: z.stringbool().default(true),
  SIGN_IN_WINDOW_MS: count.default(15 * 60_000),
  SIGN_IN_ACCOUNT_LIMIT: count.default(10),
  SIGN_IN_ADDRESS_LIMIT: count.default(100),
  /** How long events are still read after the last console was closed. */
  STREAM_IDLE_MS: count.default(60_000),
  STREAM_HEARTBEAT_MS: count.default(15_000),
  STREAM_BUFFER_BYTES: count.default(256 * 1024),
  /** How long an answer in progress belongs to a process that gives no sign of life. */
  CHAT_LEASE_MS: count.default(15_000),
  /** The longest an answer may take, approvals of people included. */
  CHAT_RUN_MS: count.default(30 * 60_000),
  /** How often one answer may ask the model; the last time without tools. */
  CHAT_STEP_LIMIT: count.max(20).default(20),
});
export type BffConfig = z.output<typeof BffEnv>;

const Manifest = z.object({ version: z.string() });

/** Version of the running build. */
export const VERSION = Manifest.parse(
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')),
).version;
