import { createHash } from 'node:crypto';
import { AppError, principalHeader, type Principal } from '@archestra/contracts';

/** By this header a client says which of its calls belong together, on every door. */
export const SESSION_HEADER = 'x-archestra-session';

const NAME = /^[A-Za-z0-9_-]{1,100}$/;

export interface FlowSessionQuestion {
  principal: Principal;
  /** Null where a request goes through no profile. */
  profileId: string | null;
  /** Value of `SESSION_HEADER`. */
  named: string | string[] | undefined;
  /** An MCP session that was checked to be this principal's. */
  mcpSessionId?: string | undefined;
  /** How a conversation with a model begins: system prompt and first message of the person. */
  conversationStart?: string | undefined;
}

/**
 * Key of the information-flow session a request belongs to; what calls of one session may do depends on what it has read.
 * Every key holds the principal (an MCP session is bound to one), so nobody can enter the session of somebody else. A client
 * without a name, an MCP session and a conversation has one session per profile and token, which ends by idling only.
 * Throws `INVALID_INPUT` for a name outside 1 to 100 of `A-Z a-z 0-9 _ -`.
 */
export const flowSession = ({
  principal,
  profileId,
  named,
  mcpSessionId,
  conversationStart,
}: FlowSessionQuestion): string => {
  const owner = `${profileId ?? '-'}:${principalHeader(principal)}`;
  if (named !== undefined) {
    if (typeof named === 'string' && NAME.test(named)) return `named:${owner}:${named}`;
    throw new AppError(
      'INVALID_INPUT',
      `${SESSION_HEADER} names a session by 1 to 100 letters, digits, underscores and dashes.`,
    );
  }
  if (mcpSessionId !== undefined) return `mcp:${mcpSessionId}`;
  if (conversationStart !== undefined)
    return `conversation:${owner}:${createHash('sha256').update(conversationStart).digest('hex')}`;
  return `principal:${owner}:${principal.tokenId ?? ''}`;
};
