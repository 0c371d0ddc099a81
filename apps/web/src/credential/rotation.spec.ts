import { expect, it } from '@jest/globals';
import { rotateAll, type RotationProgress } from './rotation.ts';

const run = async (batches: { rewrapped: number; remaining: number }[]) => {
  const told: RotationProgress[] = [];
  const rest = [...batches];
  const end = await rotateAll(
    () => Promise.resolve(rest.shift() ?? { rewrapped: 0, remaining: 99 }),
    (progress) => told.push(progress),
  );
  return { told, end };
};

it('asks again until nothing remains, and tells how far it is', async () => {
  const { told, end } = await run([
    { rewrapped: 2, remaining: 3 },
    { rewrapped: 3, remaining: 0 },
  ]);
  expect(told).toEqual([
    { done: 2, total: 5 },
    { done: 5, total: 5 },
  ]);
  expect(end).toEqual({ done: 5, total: 5 });
});

it('does not ask for ever when a batch moves nothing', async () => {
  const { end } = await run([
    { rewrapped: 1, remaining: 4 },
    { rewrapped: 0, remaining: 4 },
  ]);
  expect(end).toEqual({ done: 1, total: 5 });
});
