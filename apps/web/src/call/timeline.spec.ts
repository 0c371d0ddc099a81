import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layOut } from './timeline.ts';

const us = fc.option(fc.nat(60_000_000), { nil: undefined });

describe('layOut', () => {
  it('draws the steps one after the other, to scale', () => {
    const { segments, platformUs, serverUs } = layOut({
      authenticateUs: 100,
      decideUs: 400,
      executeUs: 1_500,
      totalUs: 2_000,
    });
    expect(segments).toEqual([
      { step: 'authenticate', durationUs: 100, startPercent: 0, widthPercent: 5 },
      { step: 'decide', durationUs: 400, startPercent: 5, widthPercent: 20 },
      { step: 'execute', durationUs: 1_500, startPercent: 25, widthPercent: 75 },
    ]);
    expect([serverUs, platformUs]).toEqual([1_500, 500]);
  });

  it('leaves out steps that did not happen', () => {
    expect(layOut({ authenticateUs: 10, totalUs: 10 }).segments.map(({ step }) => step)).toEqual(['authenticate']);
  });

  it('never draws outside the picture, whatever was measured', () => {
    const timing = fc.record({
      authenticateUs: us,
      resolveUs: us,
      decideUs: us,
      executeUs: us,
      inspectUs: us,
      totalUs: fc.nat(60_000_000),
    });
    fc.assert(
      fc.property(timing, (value) => {
        const { segments, platformUs } = layOut(JSON.parse(JSON.stringify(value)));
        const inside = segments.every(
          ({ startPercent, widthPercent }) =>
            startPercent >= 0 && widthPercent >= 0 && startPercent + widthPercent <= 100.000_001,
        );
        return inside && platformUs >= 0;
      }),
    );
  });
});
