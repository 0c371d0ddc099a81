import type { LlmTiming } from '@archestra/contracts';
import { layOutSteps, type LaidOutStep } from '../display/steps.ts';

export type LlmStep = LaidOutStep<'authenticate' | 'plan' | 'inspect' | 'wait' | 'answer' | 'decide'>;

/** Lays the steps of a call to a model out to scale; `answer` is what nobody measured on its own: the provider writes. */
export const layOutLlm = (timing: LlmTiming): LlmStep[] => {
  const { authenticateUs, planUs, inspectUs, firstByteUs, decideUs, totalUs } = timing;
  const measuredUs = [authenticateUs, planUs, inspectUs, firstByteUs, decideUs].reduce<number>(
    (sum, us) => sum + (us ?? 0),
    0,
  );
  return layOutSteps(
    [
      ['authenticate', authenticateUs],
      ['plan', planUs],
      ['inspect', inspectUs],
      ['wait', firstByteUs],
      ['answer', firstByteUs === undefined ? undefined : Math.max(totalUs - measuredUs, 0)],
      ['decide', decideUs],
    ],
    totalUs,
  );
};
