import { describe, expect, it } from '@jest/globals';
import { layOutLlm } from './timeline.ts';

describe('the steps of a call to a model', () => {
  it('fill the whole: what nobody measured is the answer', () => {
    const steps = layOutLlm({ authenticateUs: 100, planUs: 100, firstByteUs: 300, decideUs: 100, totalUs: 1_000 });
    expect(steps.map(({ step, durationUs }) => [step, durationUs])).toEqual([
      ['authenticate', 100],
      ['plan', 100],
      ['wait', 300],
      ['answer', 400],
      ['decide', 100],
    ]);
    expect(steps.at(-1)).toMatchObject({ startPercent: 90, widthPercent: 10 });
  });

  it('have no answer where nobody was asked, and never one of less than nothing', () => {
    expect(layOutLlm({ planUs: 50, totalUs: 80 }).map(({ step }) => step)).toEqual(['plan']);
    expect(layOutLlm({ firstByteUs: 90, totalUs: 80 }).at(-1)).toMatchObject({ step: 'answer', durationUs: 0 });
  });
});
