import type { Addresses, Credentials } from './plan/addresses.ts';

/** One real tool call through the gateway, as it is shown to the person who started the platform. */
export interface MainJobReport {
  /** The MCP endpoint clients connect to. */
  endpointUrl: string;
  /** An API token for the connect snippets; undefined when clients sign in by OAuth or the token was shown before. */
  token?: string | undefined;
  tool: string;
  arguments: unknown;
  /** What came back, as text. */
  result: string;
  tookMs: number;
  /** Where the console shows the record of the call. */
  recordUrl: string;
}

/**
 * Signs in, makes sure that the profile "Default" with the demo servers is there, and calls one tool through the
 * gateway. Undefined while there is no such job. Throws when the call does not come back as it should.
 */
export type MainJob = (addresses: Addresses, credentials: Credentials) => Promise<MainJobReport | undefined>;

/** @TODO(#3): the lead fills this in once the services answer. */
export const runMainJob: MainJob = () => Promise.resolve(undefined);
