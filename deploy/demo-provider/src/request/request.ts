/** What was said so far, oldest first, whatever the dialect. */
export type Turn =
  | { readonly role: 'user' | 'assistant'; readonly text: string; readonly calls: readonly string[] }
  | { readonly role: 'tool'; readonly text: string; readonly name: string };

/** A tool the caller declared; `schema` is the JSON Schema of its arguments, unchecked. */
export interface DeclaredTool {
  readonly name: string;
  readonly description: string;
  readonly schema: unknown;
}

/** A question to a model, whatever its dialect. */
export interface ModelRequest {
  readonly model: string;
  readonly isStreamed: boolean;
  /** A stream ends with its usage. */
  readonly asksForUsage: boolean;
  /** What the program says, not the person. */
  readonly instructions: string;
  readonly turns: readonly Turn[];
  readonly tools: readonly DeclaredTool[];
  /** The answer has to be JSON of this schema. */
  readonly schema: unknown;
  readonly maxOutputTokens: number | undefined;
  /** Characters of the whole request; tokens are counted by them. */
  readonly chars: number;
}

/** What the person said last; empty when nobody said anything. */
export const lastWords = ({ turns }: ModelRequest): string => turns.findLast(({ role }) => role === 'user')?.text ?? '';

/** What was said since then: answers of the model and results of tools. */
export const sinceThen = ({ turns }: ModelRequest): readonly Turn[] =>
  turns.slice(turns.findLastIndex(({ role }) => role === 'user') + 1);
