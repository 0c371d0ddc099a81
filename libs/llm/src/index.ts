export type { Answer, Refusals, StopReason } from './answer/answer.ts';
export type { Dialect, DialectName, RequestChange } from './dialect/dialect.ts';
export { dialects } from './dialect/table.ts';
export type { ProviderFailure } from './failure/provider-failure.ts';
export type { DeclaredTool, HostedTool, RequestFacts, ToolCall, ToolResult } from './request/facts.ts';
export type { AnswerStream, AnswerStreamOptions, StreamStep } from './stream/answer-stream.ts';
export { isTranslatable, openExchange } from './translation/exchange.ts';
export type { Exchange, SourceDialect, Translation } from './translation/exchange.ts';
export type { TargetDialect } from './translation/model.ts';
