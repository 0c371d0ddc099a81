export { AT_ONCE } from './http/pace.ts';
export type { Pace } from './http/pace.ts';
export { ScriptedProvider } from './http/provider.ts';
export type { ProviderOptions } from './http/provider.ts';
export type { ReceivedRequest } from './http/received.ts';
export type { DeclaredTool, ModelRequest, Turn } from './request/request.ts';
export type { Choose } from './script/choose.ts';
export type { Fault, Part, Script, Usage } from './script/script.ts';
