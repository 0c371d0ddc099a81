import { describe, expect, it } from '@jest/globals';
import { CallsInFlight } from './calls-in-flight.ts';

describe('calls in flight', () => {
  let now = 0;
  const make = (): CallsInFlight => {
    now = 1_000;
    return new CallsInFlight(() => now);
  };

  it('names the call an instance worked on at a moment, also when it has ended since', () => {
    const calls = make();
    calls.begin('a', 'one');
    calls.begin('b', 'other');
    now = 2_000;
    expect(calls.at('a', 1_500)).toEqual(['one']);
    calls.end('a', 'one');
    now = 3_000;
    expect(calls.at('a', 1_500)).toEqual(['one']);
    expect(calls.at('a', 2_050)).toEqual(['one']);
    expect(calls.at('a', 2_200)).toEqual([]);
    expect(calls.at('a', 500)).toEqual([]);
  });

  it('names all of several, and not the one before when there is one now', () => {
    const calls = make();
    calls.begin('a', 'one');
    now = 1_100;
    calls.end('a', 'one');
    now = 1_150;
    calls.begin('a', 'two');
    now = 1_160;
    expect(calls.at('a', 1_155)).toEqual(['two']);
    calls.begin('a', 'three');
    expect(calls.at('a', 1_160)).toEqual(['two', 'three']);
  });

  it('names of many that ended just before only the last, and what ran beside it', () => {
    const calls = make();
    for (const callId of ['one', 'two']) {
      calls.begin('a', callId);
      now += 5;
      calls.end('a', callId);
    }
    calls.begin('a', 'beside');
    now += 5;
    calls.begin('a', 'last');
    now += 5;
    calls.end('a', 'beside');
    calls.end('a', 'last');
    expect(calls.at('a', now + 10)).toEqual(['beside', 'last']);
  });

  it('forgets an instance that is gone', () => {
    const calls = make();
    calls.begin('a', 'one');
    calls.forget('a');
    expect(calls.at('a', 1_000)).toEqual([]);
    calls.end('a', 'one');
    expect(calls.at('a', 1_000)).toEqual([]);
  });
});
