import { CallOutcome, LlmSource, type LlmCallSummary } from '@archestra/contracts';
import { z } from 'zod';

/** What the record of model calls is narrowed to; lives in the address, so that a view can be sent to a colleague. */
export const LlmCallFilter = z.object({
  outcome: CallOutcome.optional().catch(undefined),
  source: LlmSource.optional().catch(undefined),
  model: z.string().max(400).optional().catch(undefined),
  search: z.string().max(200).optional().catch(undefined),
});
export type LlmCallFilter = z.output<typeof LlmCallFilter>;

const isOfModel = ({ requestedModel, usedModel }: LlmCallSummary, model: string | undefined): boolean =>
  model === undefined || requestedModel === model || usedModel === model;

const holds = (call: LlmCallSummary, search: string | undefined): boolean => {
  if (!search) return true;
  const words = [call.requestedModel, call.usedModel, call.userName, call.profileName, call.clientName];
  return words.filter(Boolean).join('\n').toLowerCase().includes(search.toLowerCase());
};

/** Whether a live call belongs into the filtered view; the same meaning as the record's own search. */
export const matches = (call: LlmCallSummary, { outcome, source, model, search }: LlmCallFilter): boolean =>
  (!outcome || call.outcome === outcome) &&
  (!source || call.source === source) &&
  isOfModel(call, model) &&
  holds(call, search);

/** The filter without what is empty, for a short address. */
export const compact = (filter: LlmCallFilter): LlmCallFilter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));
