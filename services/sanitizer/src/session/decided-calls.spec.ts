import type { Call } from '@archestra/policy';
import { describe, expect, it } from '@jest/globals';
import { DecidedCalls } from './decided-calls.ts';

const call = (callId: string, change: Partial<Call> = {}): Call => ({
  organizationId: 'o',
  callId,
  profileId: 'p',
  serverId: 's',
  source: 'npm:x',
  kind: 'tool',
  name: 't',
  pin: 'a',
  ...change,
});

describe('the calls that were decided', () => {
  it('know only what was noted, exactly', () => {
    const calls = new DecidedCalls();
    expect(calls.note(call('1'))).toBe(true);
    expect(calls.find(call('1'))).toBeDefined();
    expect(calls.find(call('2'))).toBeUndefined();
    for (const change of [
      { name: 'T' },
      { serverId: 'x' },
      { profileId: 'x' },
      { kind: 'prompt' as const },
      { pin: undefined },
      { source: 'npm:y' },
    ])
      expect(calls.find(call('1', change))).toBeUndefined();
  });

  it('keep an answered one for a moment, not for ever', () => {
    const calls = new DecidedCalls();
    for (let i = 0; i < 100; i += 1) {
      calls.note(call(`${i}`));
      calls.answer(`${i}`);
    }
    expect(calls.find(call('99'))).toBeDefined();
    expect(calls.find(call('1'))).toBeUndefined();
    calls.answer('1');
  });

  it('refuse an id that stands for something else, and a ten-thousand-and-first open call', () => {
    const calls = new DecidedCalls();
    calls.note(call('1'));
    expect(calls.note(call('1'))).toBe(true);
    expect(calls.note(call('1', { name: 'x' }))).toBe(false);
    for (let i = 2; i <= 10_000; i += 1) calls.note(call(`${i}`));
    expect(calls.note(call('10001'))).toBe(false);
  });

  it('forget what never got an answer', () => {
    const calls = new DecidedCalls();
    calls.note(call('1'));
    calls.forgetBefore(Date.now() - 1_000);
    expect(calls.find(call('1'))).toBeDefined();
    calls.forgetBefore(Date.now() + 1_000);
    expect(calls.find(call('1'))).toBeUndefined();
  });
});
