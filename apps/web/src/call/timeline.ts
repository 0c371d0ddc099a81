import type { CallTiming } from '@archestra/contracts';
import { layOutSteps, type LaidOutStep } from '../display/steps.ts';

/** A step of a call, in the order in which they happen. */
export type Segment = LaidOutStep<'authenticate' | 'resolve' | 'decide' | 'execute' | 'inspect'>;

/** The drawn call: its steps, and what of the time was the platform's and what the server's. */
export interface Timeline {
  segments: Segment[];
  totalUs: number;
  serverUs: number;
  platformUs: number;
}

/** Lays the steps of a call out to scale. */
export const layOut = (timing: CallTiming): Timeline => {
  const { totalUs } = timing;
  const segments = layOutSteps(
    [
      ['authenticate', timing.authenticateUs],
      ['resolve', timing.resolveUs],
      ['decide', timing.decideUs],
      ['execute', timing.executeUs],
      ['inspect', timing.inspectUs],
    ],
    totalUs,
  );
  const serverUs = timing.executeUs ?? 0;
  return { segments, totalUs, serverUs, platformUs: Math.max(totalUs - serverUs, 0) };
};
