import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FilePart,
  LanguageModelV4FunctionTool,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
  LanguageModelV4TextPart,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider';
import { invalid, isRecord, listAt, type JsonPath, type JsonRecord } from '../json/json.ts';

/** A request as the provider packages take it, whatever dialect it came in. */
export interface NeutralRequest {
  readonly isStreamed: boolean;
  readonly options: LanguageModelV4CallOptions;
  /** Whether the model may call several tools at once; `undefined` where the request does not say. */
  readonly allowsParallelCalls: boolean | undefined;
}

export type UserPart = LanguageModelV4TextPart | LanguageModelV4FilePart;
export type AssistantPart = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'][number];
export type ToolOutput = LanguageModelV4ToolResultPart['output'];
export type Reasoning = LanguageModelV4CallOptions['reasoning'];

/** What a request may say: carried over, or of no consequence. Every other member is refused, unless it has its default. */
export interface KnownFields {
  readonly carried: ReadonlySet<string>;
  /** Left out: they change nothing the caller could read in the answer. */
  readonly harmless: ReadonlySet<string>;
  /** Values that say what happens anyway. */
  readonly defaults: Readonly<Record<string, readonly unknown[]>>;
}

/** Throws `INVALID_INPUT` that names a member which cannot be carried over. */
export const refuseUnknown = (record: JsonRecord, known: KnownFields, path: JsonPath = []): void => {
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined || value === null || known.carried.has(name) || known.harmless.has(name)) continue;
    if (known.defaults[name]?.includes(value)) continue;
    throw cannotCarry([...path, name]);
  }
};

/** `INVALID_INPUT`: the model that was chosen is behind another dialect, which has no word for this. */
export const cannotCarry = (path: JsonPath): Error =>
  invalid(path, 'has no counterpart in the dialect of the chosen model; leave it out or choose another model');

/** Builds a prompt message by message, with results of tools beside each other, as providers want them. */
export class PromptDraft {
  readonly messages: LanguageModelV4Prompt = [];
  private readonly names = new Map<string, string>();

  system(text: string): void {
    this.messages.push({ role: 'system', content: text });
  }

  user(parts: UserPart[]): void {
    if (parts.length > 0) this.messages.push({ role: 'user', content: parts });
  }

  assistant(parts: AssistantPart[]): void {
    const last = this.messages.at(-1);
    if (last?.role === 'assistant') last.content.push(...parts);
    else if (parts.length > 0) this.messages.push({ role: 'assistant', content: parts });
    for (const part of parts) if (part.type === 'tool-call') this.names.set(part.toolCallId, part.toolName);
  }

  /** Throws `INVALID_INPUT` for a result of a call that nobody made: no provider takes one. */
  result(toolCallId: string, output: ToolOutput, path: JsonPath): void {
    const toolName = this.names.get(toolCallId);
    if (toolName === undefined) throw invalid(path, 'must be the result of a call made before it');
    const part: LanguageModelV4ToolResultPart = { type: 'tool-result', toolCallId, toolName, output };
    const last = this.messages.at(-1);
    if (last?.role === 'tool') last.content.push(part);
    else this.messages.push({ role: 'tool', content: [part] });
  }
}

export const textPart = (text: string): LanguageModelV4TextPart => ({ type: 'text', text });

/** The parts of content: a text alone, or a list of which `read` reads each. */
export const contentParts = (
  content: unknown,
  path: JsonPath,
  read: (part: unknown, path: JsonPath) => UserPart,
): UserPart[] =>
  typeof content === 'string'
    ? [textPart(content)]
    : listAt(content, path).map((part, index) => read(part, [...path, index]));

/** The text of parts that may be nothing else. Throws `INVALID_INPUT`. */
export const plainText = (parts: readonly UserPart[], path: JsonPath): string =>
  parts
    .map((part, index) => {
      if (part.type !== 'text') throw cannotCarry([...path, index, 'type']);
      return part.text;
    })
    .join('\n');

const DATA_URL = /^data:([a-z0-9.+-]+\/[a-z0-9.+-]+);base64,(.*)$/is;

/** A file by URL, or inside the request as a data URL. Throws `INVALID_INPUT`. */
export const filePart = (url: unknown, mediaType: string, path: JsonPath): LanguageModelV4FilePart => {
  if (typeof url !== 'string') throw invalid(path, 'must be a URL');
  const [, type, data] = DATA_URL.exec(url) ?? [];
  if (type !== undefined && data !== undefined) return { type: 'file', mediaType: type, data: { type: 'data', data } };
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw invalid(path, 'must be a URL of https, http or data in base64');
  return { type: 'file', mediaType, data: { type: 'url', url: new URL(url) } };
};

/** The arguments of a call in a history. Throws `INVALID_INPUT` for what is no JSON object. */
export const callInput = (text: string, path: JsonPath): unknown => {
  let input: unknown;
  try {
    input = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw invalid(path, 'must be a JSON object in a string');
  }
  if (!isRecord(input)) throw invalid(path, 'must be a JSON object in a string');
  return input;
};

/** A tool with a JSON Schema, as every dialect has it. */
export const functionTool = (tool: {
  readonly name: string;
  readonly description: unknown;
  readonly schema: unknown;
  readonly strict: unknown;
}): LanguageModelV4FunctionTool => ({
  type: 'function',
  name: tool.name,
  ...(typeof tool.description === 'string' ? { description: tool.description } : {}),
  inputSchema: schemaOf(tool.schema),
  ...(typeof tool.strict === 'boolean' ? { strict: tool.strict } : {}),
});

/** A JSON Schema of the request; what it says is the provider's to judge. */
const schemaOf = (schema: unknown): LanguageModelV4FunctionTool['inputSchema'] =>
  isRecord(schema) ? schema : { type: 'object', properties: {} };

/** A structured answer. */
export const jsonFormat = (format: JsonRecord): NonNullable<LanguageModelV4CallOptions['responseFormat']> => ({
  type: 'json',
  schema: schemaOf(format['schema']),
  ...(typeof format['name'] === 'string' ? { name: format['name'] } : {}),
  ...(typeof format['description'] === 'string' ? { description: format['description'] } : {}),
});

const EFFORTS = new Set<unknown>(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);

export const effortOf = (value: unknown, path: JsonPath): Reasoning => {
  if (value === undefined || value === null) return undefined;
  if (!EFFORTS.has(value)) throw invalid(path, 'must be none, minimal, low, medium, high, xhigh or max');
  return value as Reasoning;
};

/** A number that was sent. Throws `INVALID_INPUT`. */
export const numberAt = (value: unknown, path: JsonPath): number | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number') throw invalid(path, 'must be a number');
  return value;
};

/** Members of call options that were said; the rest is left to the provider. */
export const said = <T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
