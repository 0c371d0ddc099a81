import type { CallOutcome, LlmOperation, LlmSource } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';

/** What became of a call to a model, in words. */
export const outcomeWords: Record<CallOutcome, { label: string; tone: Tone; detail: string }> = {
  answered: { label: 'Answered', tone: 'success', detail: 'The provider answered and the answer was passed on.' },
  denied: { label: 'Denied', tone: 'warning', detail: 'A budget or a policy did not allow it.' },
  failed: { label: 'Failed', tone: 'danger', detail: 'It was allowed, and something broke on the way.' },
  interrupted: {
    label: 'Interrupted',
    tone: 'danger',
    detail:
      'The client went away or Archestra stopped while the answer was under way. What had come until then is paid for.',
  },
  refused: {
    label: 'Refused',
    tone: 'neutral',
    detail: 'It never became a call: something in the request was not right.',
  },
};

export const sourceWords: Record<LlmSource, { label: string; detail: string }> = {
  client: { label: 'Client', detail: 'An AI client that uses Archestra’s address as its provider.' },
  chat: { label: 'Chat', detail: 'A chat in this console.' },
  dual_llm: { label: 'Dual LLM', detail: 'The quarantined model that reads what strangers may have written.' },
};

export const operationWords: Record<LlmOperation, string> = {
  'chat-completions': 'Chat completions',
  responses: 'Responses',
  embeddings: 'Embeddings',
  messages: 'Messages',
  'count-tokens': 'Count tokens',
};

/** The model without its provider, for narrow places. */
const modelName = (reference: string): string => reference.slice(reference.indexOf(':') + 1);

/** Whether somebody else answered than was asked for: `gpt-5` and `openai:gpt-5` are the same. */
export const isOtherModel = (requested: string, used: string | null): boolean =>
  used !== null && used !== requested && modelName(used) !== requested;
