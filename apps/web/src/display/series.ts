/** One measured moment. */
export interface Point {
  at: string;
  value: number;
}

export const WIDTH = 600;
export const HEIGHT = 120;
const HEADROOM = 1.15;

/** Where a point lies in the picture, in its units; the scale starts at zero, so that a small wobble looks small. */
export const layOutPoints = (points: readonly Point[]): { x: number; y: number }[] => {
  const top = Math.max(...points.map(({ value }) => value), 1) * HEADROOM;
  const [first, last] = [Date.parse(points[0]?.at ?? ''), Date.parse(points.at(-1)?.at ?? '')];
  const span = Math.max(last - first, 1);
  return points.map(({ at, value }) => ({
    x: ((Date.parse(at) - first) / span) * WIDTH,
    y: HEIGHT - (value / top) * HEIGHT,
  }));
};

const GAP_FACTOR = 4;

/** Lines of the picture: a longer pause than usual between two samples is a gap and not a slope. */
export const linesOf = (points: readonly Point[]): { x: number; y: number }[][] => {
  const places = layOutPoints(points);
  const pauses = places.slice(1).map(({ x }, index) => x - (places[index]?.x ?? 0));
  const usual = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0;
  const lines: { x: number; y: number }[][] = [];
  for (const [index, place] of places.entries()) {
    const isNew = index === 0 || (pauses[index - 1] ?? 0) > usual * GAP_FACTOR;
    if (isNew) lines.push([place]);
    else lines.at(-1)?.push(place);
  }
  return lines;
};
