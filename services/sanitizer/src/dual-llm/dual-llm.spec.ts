import type { DualLlmSettings } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_DUAL_LLM } from '../policy/policy-cache.ts';
import { DualLlm, type DualLlmParts, type Summary } from './dual-llm.ts';
import { STANDARD_QUESTIONS } from './questionnaire.ts';

const GOOD = JSON.stringify({ answers: [1, 0, true, true, false, false, 3, 2026] });
const settings: DualLlmSettings = { ...DEFAULT_DUAL_LLM, isEnabled: true, maxRounds: 1, maxSessionBits: 30 };
const content = (contentDigest: string) => ({
  organizationId: 'o',
  sessionId: 's',
  profileId: null,
  principal: undefined,
  tool: 'read',
  words: undefined,
  contentDigest,
  text: contentDigest,
});

/** Two models, and what is committed of the session. */
const world = (ask: DualLlmParts['client']['ask']) => {
  const committed: Summary[] = [];
  const sum = (): number => committed.reduce((bits, each) => bits + each.bits, 0);
  const dualLlm = new DualLlm({
    settings: () => settings,
    models: { of: () => ({ provider: 'local', model: 'reader' }), planner: () => null },
    client: { ask },
    cache: { find: () => Promise.resolve(undefined), keep: () => Promise.resolve() },
    bitsOf: () => Promise.resolve(sum()),
    timeoutMs: 1_000,
    onTrouble: () => undefined,
  });
  return { dualLlm, committed, sum };
};

describe('two models', () => {
  it('tell a session no more than its limit while what was told is still being kept', async () => {
    const { dualLlm, committed, sum } = world(() => Promise.resolve(GOOD));
    let commit = (): void => undefined;
    const isCommitted = new Promise<void>((resolve) => (commit = resolve));
    let startKeeping = (): void => undefined;
    const isKeeping = new Promise<void>((resolve) => (startKeeping = resolve));
    const first = dualLlm.summarize(content('a'), async (summary) => {
      startKeeping();
      await isCommitted;
      committed.push(summary);
    });
    await isKeeping;
    await dualLlm.summarize(content('b'), (summary) => Promise.resolve(committed.push(summary)));
    commit();
    await first;
    expect(committed).toHaveLength(2);
    expect(sum()).toBeGreaterThan(20);
    expect(sum()).toBeLessThanOrEqual(settings.maxSessionBits);
  });

  it('have a round that failed on record, with its bits', async () => {
    const { dualLlm, committed, sum } = world(() => Promise.reject(new Error('away')));
    await dualLlm.summarize(content('a'), (summary) => Promise.resolve(committed.push(summary)));
    const [{ text, answers } = { text: '', answers: [] }] = committed;
    expect(text).toBeUndefined();
    expect(answers).toHaveLength(STANDARD_QUESTIONS.length);
    expect(answers.every(({ outcome, answer }) => outcome !== 'answered' && answer === null)).toBe(true);
    expect(sum()).toBeGreaterThan(20);
    expect(sum()).toBeLessThanOrEqual(settings.maxSessionBits);
  });

  it('free the account when what was said cannot be kept, and say so', async () => {
    const { dualLlm, committed, sum } = world(() => Promise.resolve(GOOD));
    await expect(dualLlm.summarize(content('a'), () => Promise.reject(new Error('no database')))).rejects.toThrow(
      'no database',
    );
    await dualLlm.summarize(content('a'), (summary) => Promise.resolve(committed.push(summary)));
    expect(committed[0]?.text).toContain('What kind of content is it?');
    expect(sum()).toBeGreaterThan(20);
  });
});
