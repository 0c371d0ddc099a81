import { useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { formatAbsolute, formatClock } from './format.ts';
import { HEIGHT, layOutPoints, linesOf, WIDTH, type Point } from './series.ts';

interface UsageChartProps {
  /** What is drawn: "Memory". */
  title: string;
  points: Point[];
  format: (value: number) => string;
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
const clock = (at: string): string => formatClock(new Date(at)).slice(0, 5);

const Picture = ({ points, cursor }: { points: Point[]; cursor: number | undefined }) => {
  const lines = useMemo(() => linesOf(points), [points]);
  const places = useMemo(() => layOutPoints(points), [points]);
  const place = cursor === undefined ? undefined : places[cursor];
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden className="h-28 w-full text-primary">
      {[0.25, 0.5, 0.75].map((share) => (
        <line
          key={share}
          x1={0}
          x2={WIDTH}
          y1={HEIGHT * share}
          y2={HEIGHT * share}
          className="stroke-border"
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {lines.map((line) => {
        const path = line.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
        const [from, to] = [line[0]?.x ?? 0, line.at(-1)?.x ?? 0];
        return (
          <g key={from}>
            <polygon points={`${from},${HEIGHT} ${path} ${to},${HEIGHT}`} fill="currentColor" opacity={0.12} />
            <polyline
              points={path}
              fill="none"
              stroke="currentColor"
              strokeWidth={1.75}
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          </g>
        );
      })}
      {place && (
        <line
          x1={place.x}
          x2={place.x}
          y1={0}
          y2={HEIGHT}
          className="stroke-foreground/60"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
};

const nearest = (points: readonly Point[], event: PointerEvent<HTMLElement>): number => {
  const box = event.currentTarget.getBoundingClientRect();
  const x = ((event.clientX - box.left) / Math.max(box.width, 1)) * WIDTH;
  const distances = layOutPoints(points).map((place) => Math.abs(place.x - x));
  return distances.indexOf(Math.min(...distances));
};

/** A measured quantity over time. Arrow keys read it moment by moment; the same numbers stand in a table below. */
export const UsageChart = ({ title, points, format }: UsageChartProps) => {
  const [cursor, setCursor] = useState<number>();
  const index = Math.min(cursor ?? points.length - 1, points.length - 1);
  const shown = points[index];
  const values = points.map(({ value }) => value);
  const press = (event: KeyboardEvent) => {
    const to = { Home: 0, End: points.length - 1 }[event.key] ?? index + (steps[event.key] ?? Number.NaN);
    if (Number.isNaN(to)) return;
    event.preventDefault();
    setCursor(Math.min(Math.max(to, 0), points.length - 1));
  };
  if (!shown) return null;
  return (
    <figure>
      <figcaption className="mb-2 flex items-baseline justify-between gap-3">
        <span className="font-medium">{title}</span>
        <span className="text-xs text-muted-foreground tabular-nums">
          {cursor !== undefined && `${clock(shown.at)} · `}
          <strong className="text-sm font-semibold text-foreground">{format(shown.value)}</strong> · highest{' '}
          {format(Math.max(...values))}
        </span>
      </figcaption>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${title} over time; arrow keys move through it`}
        aria-valuemin={0}
        aria-valuemax={points.length - 1}
        aria-valuenow={index}
        aria-valuetext={`${clock(shown.at)}: ${format(shown.value)}`}
        onKeyDown={press}
        onBlur={() => setCursor(undefined)}
        onPointerMove={(event) => setCursor(nearest(points, event))}
        onPointerLeave={() => setCursor(undefined)}
        className="touch-pan-y border-b"
      >
        <Picture points={points} cursor={cursor} />
      </div>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-muted-foreground tabular-nums">
        <span>{clock(points[0]?.at ?? shown.at)}</span>
        <span>{clock(points.at(-1)?.at ?? shown.at)}</span>
      </div>
      <details className="mt-1 text-xs text-muted-foreground">
        <summary className="w-fit rounded-sm hover:text-foreground">As a table</summary>
        <div className="mt-1 max-h-48 overflow-y-auto rounded-md border" tabIndex={0}>
          <table className="w-full tabular-nums">
            <caption className="sr-only">{title}</caption>
            <tbody>
              {points.toReversed().map(({ at, value }) => (
                <tr key={at} className="border-b last:border-b-0">
                  <th scope="row" className="px-2 py-0.5 text-left font-normal">
                    {formatAbsolute(new Date(at))}
                  </th>
                  <td className="px-2 py-0.5 text-right text-foreground">{format(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
};
