import type { CallTiming } from '@archestra/contracts';

/** A step of a call, in the order in which they happen. */
export interface Segment {
  step: 'authenticate' | 'resolve' | 'decide' | 'execute' | 'inspect';
  durationUs: number;
  /** Where the bar starts and how wide it is, in percent of the whole call. */
  startPercent: number;
  widthPercent: number;
}

/** The drawn call: its steps, and what of the time was the platform's and what the server's. */
export interface Timeline {
  segments: Segment[];
  totalUs: number;
  serverUs: number;
  platformUs: number;
}

const order = ['authenticate', 'resolve', 'decide', 'execute', 'inspect'] as const;

const durationOf = (timing: CallTiming, step: Segment['step']): number | undefined =>
  ({
    authenticate: timing.authenticateUs,
    resolve: timing.resolveUs,
    decide: timing.decideUs,
    execute: timing.executeUs,
    inspect: timing.inspectUs,
  })[step];

/**
 * Lays the steps of a call out to scale, one after the other. Steps are measured apart from the total and each is rounded,
 * so their sum may exceed it by a little: the scale is the larger of both, and no bar leaves the picture.
 */
export const layOut = (timing: CallTiming): Timeline => {
  const steps = order.flatMap((step) => {
    const durationUs = durationOf(timing, step);
    return durationUs === undefined ? [] : [{ step, durationUs }];
  });
  const sumUs = steps.reduce((sum, { durationUs }) => sum + durationUs, 0);
  const scaleUs = Math.max(timing.totalUs, sumUs, 1);
  let offsetUs = 0;
  const segments = steps.map((segment) => {
    const startPercent = (offsetUs / scaleUs) * 100;
    offsetUs += segment.durationUs;
    return { ...segment, startPercent, widthPercent: (segment.durationUs / scaleUs) * 100 };
  });
  const serverUs = timing.executeUs ?? 0;
  return { segments, totalUs: timing.totalUs, serverUs, platformUs: Math.max(timing.totalUs - serverUs, 0) };
};
