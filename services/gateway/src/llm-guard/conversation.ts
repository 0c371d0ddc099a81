import type { NamedTool } from '@archestra/contracts';

/** The conversation a question belongs to. */
export interface Conversation {
  readonly callId: string;
  readonly organizationId: string;
  /** `user:<id>` … */
  readonly principal: string;
  readonly sessionId: string;
  readonly profileId: string | null;
  /**
   * The platform's own chat: it makes calls at the door for tools, in this same session and profile, where each is decided
   * before it is made and its result inspected before it is shown. Told by the token, never by a header.
   */
  readonly isOwnChat: boolean;
  readonly signal: AbortSignal;
}

export interface ToldResult {
  readonly position: number;
  readonly toolCallId: string;
  readonly tool: NamedTool | null;
  readonly text: string;
  readonly isError: boolean;
}

export interface WantedCall {
  readonly toolCallId: string;
  readonly tool: NamedTool;
  readonly arguments: unknown;
}
