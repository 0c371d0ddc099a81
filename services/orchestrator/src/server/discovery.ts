import { AppError, type CallContext, type DesiredServer } from '@archestra/contracts';
import { locate, type UpFrame } from '@archestra/mcp';

/** The registry, when it asks a server who it is and what it can do. */
const REGISTRY = 'service:registry';
const METHODS = new Set(['initialize', 'notifications/initialized', 'notifications/cancelled', 'ping']);

export const isDiscovery = ({ principal }: CallContext): boolean => principal === REGISTRY;

const methodOf = ({ bytes }: UpFrame): string | undefined => {
  const range = locate(bytes, 'method');
  return range && Buffer.from(bytes.buffer, bytes.byteOffset + range.start + 1, range.end - range.start - 2).toString();
};

/** Whether a frame only looks: with credentials of a person or a team nothing may be called for somebody else. */
export const isOnlyLooking = (frame: UpFrame): boolean => {
  const method = methodOf(frame);
  return method !== undefined && (METHODS.has(method) || method.endsWith('/list'));
};

/** What is known before anybody provided a credential, as an error and as a status. */
export const needsCredential = (missing: readonly string[]): string =>
  `The server needs a credential (${missing.join(', ')}) of the organization to list its tools, or somebody with a personal one to make the first call.`;

export const undiscoverable = (server: DesiredServer, missing: readonly string[], link: AppError): AppError =>
  new AppError('CREDENTIAL_MISSING', `${needsCredential(missing)} Provide it at ${String(link.details?.['url'])}`, {
    details: { ...link.details, serverId: server.id },
  });
