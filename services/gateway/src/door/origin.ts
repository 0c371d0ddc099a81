import { AppError } from '@archestra/contracts';

/**
 * Refuses browsers on foreign pages: DNS rebinding would otherwise let any web page reach a local gateway
 * (MCP, Streamable HTTP, security). Programs send no `Origin`.
 */
export const checkOrigin = (origin: string | undefined, allowed: readonly string[]): void => {
  if (origin === undefined || allowed.includes(origin)) return;
  throw new AppError(
    'ORIGIN_NOT_ALLOWED',
    'This web page may not call the gateway. An operator can add its origin to GATEWAY_ALLOWED_ORIGINS.',
  );
};
