/** A step of something, and where its bar starts and how wide it is, in percent of the whole. */
export interface LaidOutStep<S extends string> {
  step: S;
  durationUs: number;
  startPercent: number;
  widthPercent: number;
}

/**
 * Lays steps out to scale, one after the other; those without a duration did not happen. Steps are measured apart from the
 * total and each is rounded, so their sum may exceed it by a little: the scale is the larger of both, and no bar leaves the picture.
 */
export const layOutSteps = <S extends string>(
  steps: readonly (readonly [step: S, durationUs: number | undefined])[],
  totalUs: number,
): LaidOutStep<S>[] => {
  const happened = steps.flatMap(([step, durationUs]) => (durationUs === undefined ? [] : [{ step, durationUs }]));
  const sumUs = happened.reduce((sum, { durationUs }) => sum + durationUs, 0);
  const scaleUs = Math.max(totalUs, sumUs, 1);
  let offsetUs = 0;
  return happened.map((step) => {
    const startPercent = (offsetUs / scaleUs) * 100;
    offsetUs += step.durationUs;
    return { ...step, startPercent, widthPercent: (step.durationUs / scaleUs) * 100 };
  });
};
