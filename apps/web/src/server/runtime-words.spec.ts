import { describe, expect, it } from '@jest/globals';
import type { ServerCondition } from '@archestra/contracts';
import { camelWords, conditionTone, formatCpu } from './runtime-words.ts';

const condition = (part: Partial<ServerCondition>) => ({ type: 'Available', ...part }) as ServerCondition;

describe('conditions', () => {
  it('reads names of Kubernetes as words', () => {
    expect([camelWords('PodScheduled'), camelWords('Available'), camelWords('ImagePullBackOff')]).toEqual([
      'Pod scheduled',
      'Available',
      'Image pull back off',
    ]);
  });

  it.each<[Partial<ServerCondition>, string]>([
    [{ status: 'True', reason: 'PodReady' }, 'success'],
    [{ status: 'False', reason: 'CrashLoop' }, 'danger'],
    [{ status: 'False', reason: 'ScaledToZero' }, 'neutral'],
    [{ status: 'Unknown', reason: 'NoAnswer' }, 'neutral'],
  ])('%j is %s', (part, tone) => {
    expect(conditionTone(condition(part))).toBe(tone);
  });
});

it('says CPU in thousandths of a core until there is a whole one', () => {
  expect([formatCpu(0), formatCpu(999), formatCpu(1_250)]).toEqual(['0 mCPU', '999 mCPU', '1.3 cores']);
});
