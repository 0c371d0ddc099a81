import { CallOutcome, type ToolCallSummary } from '@archestra/contracts';
import { z } from 'zod';

/** What the call log is narrowed to; lives in the address, so that a view can be sent to a colleague. */
export const CallFilter = z.object({
  outcome: CallOutcome.optional().catch(undefined),
  server: z.string().max(80).optional().catch(undefined),
  search: z.string().max(200).optional().catch(undefined),
});
export type CallFilter = z.output<typeof CallFilter>;

/** Whether a live call belongs into the filtered view; the same meaning as the record's own search. */
export const matches = (call: ToolCallSummary, { outcome, server, search }: CallFilter): boolean => {
  if (outcome && call.outcome !== outcome) return false;
  if (server && call.serverName !== server) return false;
  if (!search) return true;
  const text = [call.name, call.serverName, call.profileName, call.userName, call.clientName].filter(Boolean).join(' ');
  return text.toLowerCase().includes(search.toLowerCase());
};

/** The filter without what is empty, for a short address. */
export const compact = (filter: CallFilter): CallFilter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));
