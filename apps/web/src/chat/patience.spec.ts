import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { leaveFirst, takeFirst } from './first-message.ts';
import { newId } from './new-id.ts';
import { Patience } from './patience.ts';
import { remaining } from './remaining.ts';

it('makes ids the contracts take, each another', () => {
  const ids = Array.from({ length: 50 }, newId);
  for (const id of ids) expect(z.uuidv4().safeParse(id).success).toBe(true);
  expect(new Set(ids).size).toBe(50);
});

it('gives the first message of a chat once', () => {
  leaveFirst('c', 'Hello');
  expect(takeFirst('other')).toBeUndefined();
  expect(takeFirst('c')).toBe('Hello');
  expect(takeFirst('c')).toBeUndefined();
});

describe('remaining', () => {
  const end = '2026-11-29T12:00:00Z';
  const before = (seconds: number) => new Date(end).getTime() - seconds * 1_000;
  it.each([
    [245, '4:05'],
    [9.2, '0:10'],
    [0, '0:00'],
    [-30, '0:00'],
    [3_700, '61:40'],
  ])('%p s before: %s', (seconds, text) => expect(remaining(end, before(seconds))).toBe(text));
});

describe('Patience', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('waits longer and longer while tries fail at once, up to a limit', () => {
    const patience = new Patience();
    const waits = Array.from({ length: 7 }, () => {
      patience.start();
      return patience.nextMs();
    });
    expect(waits).toEqual([400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  });

  it('is quick again after something has gone well for a while', () => {
    const patience = new Patience();
    patience.start();
    patience.nextMs();
    patience.start();
    jest.advanceTimersByTime(6_000);
    expect(patience.nextMs()).toBe(400);
  });
});
