import { describe, expect, it } from '@jest/globals';
import { HEIGHT, layOutPoints, linesOf, WIDTH, type Point } from './series.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const points = (...minutes: number[]): Point[] => minutes.map((minute) => ({ at: at(minute), value: minute }));

describe('layOutPoints', () => {
  it('spans the whole width and stays inside the height', () => {
    const places = layOutPoints(points(0, 5, 10));
    expect(places.map(({ x }) => x)).toEqual([0, WIDTH / 2, WIDTH]);
    for (const { y } of places) expect(y > 0 && y <= HEIGHT).toBe(true);
  });

  it('starts at zero: what never moved lies flat', () => {
    expect(
      new Set(layOutPoints([0, 1, 2].map((minute) => ({ at: at(minute), value: 7 }))).map(({ y }) => y)).size,
    ).toBe(1);
  });

  it('draws nothing of nothing, and a single point without dividing by zero', () => {
    expect(layOutPoints([])).toEqual([]);
    expect(layOutPoints(points(3))[0]?.x).toBe(0);
  });
});

describe('linesOf', () => {
  it('leaves a gap where nothing was measured', () => {
    expect(linesOf(points(0, 1, 2, 30, 31, 32)).map(({ length }) => length)).toEqual([3, 3]);
    expect(linesOf(points(0, 1, 2, 3))).toHaveLength(1);
  });
});
