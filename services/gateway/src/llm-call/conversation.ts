import { principalHeader } from '@archestra/contracts';
import type { Conversation } from '../llm-guard/conversation.ts';
import type { LlmCall } from './llm-call.ts';

/** What the guard is told of a call. */
export const conversationOf = (call: LlmCall): Conversation => ({
  callId: call.callId,
  organizationId: call.organizationId,
  principal: principalHeader(call.caller),
  sessionId: call.sessionId,
  profileId: call.charged?.id ?? null,
  isOwnChat: call.source === 'chat',
  signal: call.signal,
});
