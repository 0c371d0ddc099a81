import type { JsonPath } from '../json/json.ts';
import { estimateTokens, mediaTokens, sizeBytes } from './token.ts';

/** A tool the model may call, as the request declares it. `schema` is the JSON Schema of its arguments, unchecked. */
export interface DeclaredTool {
  readonly name: string;
  readonly schema: unknown;
}

/**
 * A tool the provider defines. Where it runs at the provider, its calls and results pass where nobody here can decide
 * them; where it runs at the client, its calls come as tool calls of an answer.
 */
export interface HostedTool {
  readonly type: string;
  /** The name it is called by, else its type. */
  readonly name: string;
  readonly runsAt: 'provider' | 'client';
}

/** A call of a tool the model made. `argumentsText` is JSON as the model wrote it, or any text of a tool without a schema. */
export interface ToolCall {
  /** Its place among the calls of the answer (or, in a history, of the request); refusals name calls by it. */
  readonly position: number;
  /** As the provider named it; empty where it did not. */
  readonly id: string;
  readonly name: string;
  readonly argumentsText: string;
}

/** What a tool returned, wherever the dialect hides it. */
export interface ToolResult {
  /** Its place among the results of the request; replacements name results by it. */
  readonly position: number;
  /** Empty where the request does not say. */
  readonly toolCallId: string;
  /** By the call with this id in the same request, `undefined` without one. */
  readonly toolName: string | undefined;
  /** Everything in it a model can read, blocks joined by line feeds. */
  readonly text: string;
  readonly isError: boolean;
  /** Where the value stands that a replacement takes the place of. */
  readonly path: JsonPath;
  /** The value that says `text` there instead. */
  readonly replacement: (text: string) => unknown;
}

/** What the gateway must know about a request before anything is sent to a provider. */
export interface RequestFacts {
  readonly model: string;
  readonly isStreamed: boolean;
  /** How many answers were asked for at once; its stream is complete when as many are. */
  readonly answerCount: number;
  /** Over all answers that were asked for; `undefined` where the provider's own limit holds. */
  readonly maxOutputTokens: number | undefined;
  /** The words of the person, one text per message. */
  readonly userTexts: readonly string[];
  readonly declaredTools: readonly DeclaredTool[];
  readonly hostedTools: readonly HostedTool[];
  /** Calls the assistant made earlier, as the client tells it. */
  readonly toolCalls: readonly ToolCall[];
  readonly toolResults: readonly ToolResult[];
  /** Fields by which the request refers to content kept at the provider, which nobody here can inspect. */
  readonly storedContext: readonly string[];
  /** The client asked for the usage of a stream, so it must be shown to it. */
  readonly wantsUsage: boolean;
  /** As the request says them, where the dialect has any. */
  readonly streamOptions: unknown;
  /** Reasoning another provider is said to have written; the dialect's own refuses to read it, so a change removes it. */
  readonly foreignReasoning: readonly JsonPath[];
  readonly imageCount: number;
  /** Bytes of images inside the request as they travel, base64 included. */
  readonly imageBytes: number;
  /** UTF-8 bytes of all text the model reads. No tokenizer that works on bytes makes more tokens of it. */
  readonly textBytes: number;
  /** Input tokens to expect; see `token.ts` for how. Counted when asked, then remembered. */
  readonly estimateTokens: () => number;
}

/** Collects facts while a dialect reads a request. */
export class FactsDraft implements RequestFacts {
  model = '';
  isStreamed = false;
  answerCount = 1;
  maxOutputTokens: number | undefined;
  wantsUsage = false;
  streamOptions: unknown;
  imageCount = 0;
  imageBytes = 0;
  readonly userTexts: string[] = [];
  readonly declaredTools: DeclaredTool[] = [];
  readonly hostedTools: HostedTool[] = [];
  readonly toolCalls: ToolCall[] = [];
  readonly toolResults: ToolResult[] = [];
  readonly storedContext: string[] = [];
  readonly foreignReasoning: JsonPath[] = [];
  private imageTokens = 0;
  private mediaTokens = 0;
  private readonly texts: string[] = [];
  /** Structures the model reads as text: schemas and arguments. Written out only when somebody asks for a size. */
  private readonly structures: unknown[] = [];
  private names: Map<string, string> | undefined;
  private bytes: number | undefined;
  private tokens: number | undefined;

  get textBytes(): number {
    return (this.bytes ??= sizeBytes(this.allTexts()));
  }

  readonly estimateTokens = (): number =>
    (this.tokens ??= estimateTokens(this.allTexts()) + this.imageTokens + this.mediaTokens);

  addText(text: string): void {
    this.texts.push(text);
  }

  addStructure(value: unknown): void {
    this.structures.push(value);
  }

  addImage(bytes: number, tokens: number): void {
    this.imageCount += 1;
    this.imageBytes += bytes;
    this.imageTokens += tokens;
  }

  /** A document or sound: what it says is not read here. */
  addMedia(part: unknown): void {
    this.mediaTokens += mediaTokens(part);
  }

  addTool(name: string, schema: unknown, declaration: unknown): void {
    this.declaredTools.push({ name, schema });
    this.structures.push(declaration);
  }

  addCall(call: Omit<ToolCall, 'position'>): void {
    this.toolCalls.push({ ...call, position: this.toolCalls.length });
    this.texts.push(call.name, call.argumentsText);
    if (call.id !== '') (this.names ??= new Map()).set(call.id, call.name);
  }

  addResult(result: Omit<ToolResult, 'position' | 'toolName'>, toolName?: string): void {
    this.toolResults.push({
      ...result,
      position: this.toolResults.length,
      toolName: toolName ?? this.names?.get(result.toolCallId),
    });
    this.texts.push(result.text);
  }

  private allTexts(): string[] {
    return this.structures.length === 0
      ? this.texts
      : [...this.texts, ...this.structures.map((value) => JSON.stringify(value) ?? '')];
  }
}
