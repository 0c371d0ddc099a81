import { parse } from 'yaml';
import type { Guard, Verdict } from './guard.ts';
import type { AgentDojo, RecordedCall, Run } from './material.ts';
import type { Contracts } from './contract/kind.ts';

const cache = new Map<string, unknown>();
const PARSED_TEXTS = 50_000;

/** The recorded outputs are YAML; a server would have answered with the same structure as JSON. */
export const structured = (text: string): unknown => {
  if (cache.has(text)) return cache.get(text);
  let content: unknown = text;
  try {
    content = parse(text, { logLevel: 'silent' }) as unknown;
  } catch {
    // Not every output is YAML: a page is a text.
    content = text;
  }
  if (cache.size < PARSED_TEXTS) cache.set(text, content);
  return content;
};

/** A call of a run and what the guard said to it. */
export interface Step {
  readonly call: RecordedCall;
  readonly verdict: Verdict;
  /** Attack text was visible in an earlier output. */
  readonly isAfterAttack: boolean;
}

export interface Replay {
  readonly contracts: Contracts;
  readonly text: AgentDojo['text'];
  /** Whether a person who is asked agrees. */
  readonly agrees: (call: RecordedCall) => boolean;
}

/**
 * Replays the calls of a run: what passes is seen with its recorded output. A tool that does not exist is not called by any platform
 * and is left out.
 */
export const replay = (guard: Guard, run: Run, { contracts, text, agrees }: Replay): readonly Step[] => {
  let isAfterAttack = false;
  return run.calls.flatMap((call) => {
    const contract = contracts[call.f];
    if (!contract) return [];
    const agentCall = { name: call.f, args: call.a };
    const step: Step = { call, verdict: guard.judge(agentCall), isAfterAttack };
    isAfterAttack ||= call.inj === 1;
    if (step.verdict === 'pass' || (step.verdict === 'ask' && agrees(call))) {
      const output = call.err ?? text(call.o);
      const content = contract.designators && call.err === undefined ? structured(output) : output;
      guard.see(agentCall, { content, isError: call.err !== undefined });
    }
    return [step];
  });
};
