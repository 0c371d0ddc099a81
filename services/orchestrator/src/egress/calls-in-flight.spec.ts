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

  it('forgets an instance that is gone', () => {
    const calls = make();
    calls.begin('a', 'one');
    calls.forget('a');
    expect(calls.at('a', 1_000)).toEqual([]);
    calls.end('a', 'one');
    expect(calls.at('a', 1_000)).toEqual([]);
  });
});
