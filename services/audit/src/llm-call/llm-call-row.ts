import { llmCallSummary, llmEvents, principalHeader, type LlmCallSummary } from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';

/** A row of `llm_call`, named like its columns. */
export interface LlmCallRow {
  organization_id: string;
  id: string;
  at: string;
  outcome: LlmCallSummary['outcome'];
  source: LlmCallSummary['source'];
  operation: LlmCallSummary['operation'];
  is_streamed: boolean;
  requested_model: string;
  used_model: string | null;
  rule_id: string | null;
  profile_id: string | null;
  profile_name: string | null;
  principal: string;
  user_name: string;
  client_name: string;
  input_tokens: number | null;
  output_tokens: number | null;
  tool_calls: number;
  held_tool_calls: number;
  attempts: number;
  duration_us: number;
  error: LlmCallSummary['error'];
  event: unknown;
}

/** The line of the record that a call to a model becomes; undefined when the event tells of something else. */
export const toLlmCallRow = (event: ReceivedEvent): LlmCallRow | undefined => {
  if (!isEvent(event, llmEvents.llmCallCompleted)) return undefined;
  const summary = llmCallSummary(event.data);
  return {
    organization_id: event.organization,
    id: summary.id,
    at: summary.at,
    outcome: summary.outcome,
    source: summary.source,
    operation: summary.operation,
    is_streamed: summary.isStreamed,
    requested_model: summary.requestedModel,
    used_model: summary.usedModel,
    rule_id: summary.ruleId,
    profile_id: summary.profileId,
    profile_name: summary.profileName,
    principal: principalHeader(event.data.principal),
    user_name: summary.userName,
    client_name: summary.clientName,
    input_tokens: summary.inputTokens,
    output_tokens: summary.outputTokens,
    tool_calls: summary.toolCalls,
    held_tool_calls: summary.heldToolCalls,
    attempts: summary.attempts,
    duration_us: summary.durationUs,
    error: summary.error,
    event: event.data,
  };
};
