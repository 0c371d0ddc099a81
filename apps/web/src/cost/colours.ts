import { REST } from './series.ts';

// Hues far enough apart that neighbours differ for those who see red and green alike, too.
const HUES = [264, 195, 68, 330, 150, 25, 300, 110];

/** The colour of a series; the rest is grey. */
export const colourOf = (keys: readonly string[], key: string): string => {
  if (key === REST) return 'light-dark(oklch(0.75 0.01 260), oklch(0.45 0.01 260))';
  const hue = HUES[keys.indexOf(key) % HUES.length] ?? 264;
  return `light-dark(oklch(0.58 0.13 ${hue}), oklch(0.7 0.12 ${hue}))`;
};
