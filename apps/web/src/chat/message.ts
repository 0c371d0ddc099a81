import type { ChatMessage, ChatMetadata, ChatToolCall } from '@archestra/contracts';
import type { DynamicToolUIPart, UIMessage } from 'ai';

/** A message of a chat as the AI SDK keeps it. */
export type ConversationMessage = UIMessage<ChatMetadata, { tool: ChatToolCall; title: { title: string } }>;

/** A message the bff sent, for the AI SDK: the contract says that its parts are the SDK's, and leaves their shapes to it. */
export const toConversation = (message: ChatMessage): ConversationMessage => message as unknown as ConversationMessage;

/** What a message says, without reasoning and tools. */
export const textOf = ({ parts }: Pick<ConversationMessage, 'parts'>): string =>
  parts
    .flatMap((part) => (part.type === 'text' ? [part.text] : []))
    .join('\n\n')
    .trim();

/** A call of a tool: what the model sent and got, and what the platform knows of it. One of the two may come later. */
export interface ToolUse {
  id: string;
  part: DynamicToolUIPart | undefined;
  facts: ChatToolCall | undefined;
}

/** What a message shows, in order: texts, thoughts and tools. */
export type Piece =
  | { kind: 'text' | 'reasoning'; key: string; text: string; isOpen: boolean }
  | { kind: 'tool'; key: string; use: ToolUse };

/** Reads the parts of a message. What is known of a call is shown where the model made it. */
export const piecesOf = ({ parts }: Pick<ConversationMessage, 'parts'>): Piece[] => {
  const facts = new Map(
    parts.flatMap((part) => (part.type === 'data-tool' ? [[part.data.toolCallId, part.data]] : [])),
  );
  const called = new Set(parts.flatMap((part) => (part.type === 'dynamic-tool' ? [part.toolCallId] : [])));
  return parts.flatMap((part, index): Piece[] => {
    const key = `${part.type}-${index}`;
    if (part.type === 'text' || part.type === 'reasoning') {
      if (part.text.trim() === '') return [];
      return [{ kind: part.type, key, text: part.text, isOpen: part.state === 'streaming' }];
    }
    if (part.type === 'dynamic-tool') {
      const id = part.toolCallId;
      return [{ kind: 'tool', key: `tool-${id}`, use: { id, part, facts: facts.get(id) } }];
    }
    if (part.type !== 'data-tool' || called.has(part.data.toolCallId)) return [];
    const id = part.data.toolCallId;
    return [{ kind: 'tool', key: `tool-${id}`, use: { id, part: undefined, facts: part.data } }];
  });
};

/** How much of a message is there; a replay of it begins with less and must not be shown until it has as much. */
export const sizeOf = ({ parts }: Pick<ConversationMessage, 'parts'>): number =>
  parts.reduce((sum, part) => sum + (part.type === 'text' || part.type === 'reasoning' ? part.text.length : 0) + 1, 0);
