import { z } from 'zod';

/** The newest revision with `initialize`; a server that knows only older ones answers with its own. */
const OFFERED_VERSION = '2025-11-25';

/** The one `initialize` request of a shared session. No capability is offered, so that a server does not ask for things nobody answers. */
export const initializeRequest = (id: number): string =>
  JSON.stringify({
    jsonrpc: '2.0',
    id,
    method: 'initialize',
    params: { protocolVersion: OFFERED_VERSION, capabilities: {}, clientInfo: { name: 'archestra', version: '0.1.0' } },
  });

const InitializeResult = z.looseObject({ protocolVersion: z.string().max(64) });

/** Protocol version the server chose; `undefined` when its answer is not an initialize result. */
export const chosenVersion = (result: string): string | undefined => {
  try {
    return InitializeResult.parse(JSON.parse(result)).protocolVersion;
  } catch {
    return undefined;
  }
};
