import type { Effect, Label } from '@archestra/contracts';

/** One reviewed line: what a tool does, how its results are labelled, and why. */
export interface ReviewedTool {
  readonly effect: Effect;
  readonly output: Label;
  readonly reason: string;
}

/** The label of everything a server offers of one kind, and why. */
export interface ReviewedContent {
  readonly output: Label;
  readonly reason: string;
}

/** Contracts for one program, found by reading the published version named in `reviewed`. A tool that is not listed has no contract. */
export interface ContractPack {
  readonly source: string;
  readonly reviewed: string;
  readonly tools: ReadonlyMap<string, ReviewedTool>;
  readonly resources?: ReviewedContent;
  readonly prompts?: ReviewedContent;
}

type Line = readonly [name: string, effect: Effect, output: Label, reason: string];

/** Packs are written as tables; this turns the lines into a lookup by exact tool name. */
export const table = (lines: readonly Line[]): ReadonlyMap<string, ReviewedTool> =>
  new Map(lines.map(([name, effect, output, reason]) => [name, { effect, output, reason }]));

/** The server's own constants or the caller's own words. */
export const OWN: Label = { integrity: 'trusted', audience: 'public' };
/** Written by the organization or the person in front of the client, but not for everybody's eyes. */
export const PRIVATE: Label = { integrity: 'trusted', audience: [] };
/** Anybody may have written it, and it holds nothing of the organization. */
export const FOREIGN: Label = { integrity: 'untrusted', audience: 'public' };
/** Anybody may have written it, and it may hold what only the organization may see. */
export const STORED: Label = { integrity: 'untrusted', audience: [] };
