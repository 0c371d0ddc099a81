import type { ChatToolCall } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';
import type { ToolUse } from './message.ts';

type Outcome = ChatToolCall['outcome'];

/** What became of a call of a tool, in words. */
export const outcomeWords: Record<Outcome, { label: string; tone: Tone; detail: string }> = {
  running: { label: 'Running', tone: 'info', detail: '' },
  waiting: { label: 'Waits for you', tone: 'warning', detail: '' },
  answered: { label: 'Done', tone: 'success', detail: '' },
  failed: { label: 'Failed', tone: 'danger', detail: '' },
  denied: { label: 'Denied', tone: 'warning', detail: 'Policy does not allow this call. The server never saw it.' },
  declined: { label: 'Declined', tone: 'neutral', detail: 'It was declined. The server never saw it.' },
  expired: {
    label: 'Expired',
    tone: 'neutral',
    detail: 'Nobody agreed in time. The server never saw it; ask again if it is still wanted.',
  },
  interrupted: {
    label: 'Interrupted',
    tone: 'danger',
    detail: 'Archestra stopped while the call was out. Whether it took effect is not known: look before you ask again.',
  },
  stopped: { label: 'Stopped', tone: 'neutral', detail: 'You stopped the answer while this call was out.' },
};

/** What became of a call; until the platform says so, what the model's side of it tells. */
export const outcomeOf = ({ part, facts }: ToolUse): Outcome => {
  if (facts) return facts.outcome;
  if (part?.state === 'output-available') return 'answered';
  return part?.state === 'output-error' ? 'failed' : 'running';
};

/** The server and the tool of a name as clients see it: `files__read` of a profile with several servers. */
export const namesOf = ({ part, facts }: ToolUse): { tool: string; server: string | null } => {
  const name = facts?.name ?? part?.toolName ?? 'tool';
  const cut = name.indexOf('__');
  if (cut <= 0) return { tool: name, server: facts?.serverName ?? null };
  return { tool: name.slice(cut + 2), server: facts?.serverName ?? name.slice(0, cut) };
};

interface McpText {
  type: 'text';
  text: string;
}
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is McpText =>
  isRecord(value) && value['type'] === 'text' && typeof value['text'] === 'string';

/** What a tool gave, to be read: its texts when it is nothing but texts, else the JSON of it. */
export const outputText = (output: unknown): string => {
  if (typeof output === 'string') return output;
  const content = isRecord(output) && !Array.isArray(output) ? output['content'] : output;
  if (Array.isArray(content) && content.length > 0 && content.every(isText))
    return content.map(({ text }) => text).join('\n\n');
  return JSON.stringify(output, null, 2) ?? '';
};

/** Arguments on one line, to recognize a call by: `path: "/srv", limit: 20`. */
export const shortArguments = (input: unknown): string =>
  isRecord(input)
    ? Object.entries(input)
        .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
        .join(', ')
    : '';
