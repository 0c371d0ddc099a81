import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { colourOf } from './colours.ts';
import type { Measure } from './period.ts';
import type { Column } from './series.ts';
import { formatMeasure, formatTick } from './words.ts';

const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
// Days of the statistics are days of UTC: shown elsewhere they would carry the date of the day before.
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const moment = (bucket: string, size: 'hour' | 'day'): string =>
  (size === 'hour' ? hour : day).format(new Date(bucket));

interface StatisticChartProps {
  keys: readonly string[];
  columns: readonly Column[];
  bucket: 'hour' | 'day';
  measure: Measure;
  nameOf: (key: string) => string;
}

interface HintProps {
  active?: boolean;
  label?: string | number;
  chart: StatisticChartProps;
}

const Hint = ({ active = false, label, chart: { keys, columns, bucket, measure, nameOf } }: HintProps) => {
  const column = columns.find((one) => one.bucket === label);
  if (!active || !column) return null;
  const lines = keys.filter((key) => column.values[key] !== 0);
  const total = Object.values(column.values).reduce((sum, value) => sum + value, 0);
  return (
    <div className="min-w-44 rounded-md border bg-card px-3 py-2 text-xs shadow-lg">
      <p className="mb-1 flex justify-between gap-4 font-medium">
        {moment(column.bucket, bucket)}
        <span className="tabular-nums">{formatMeasure(total, measure)}</span>
      </p>
      {lines.map((key) => (
        <p key={key} className="flex items-center gap-1.5">
          <span className="size-2 shrink-0 rounded-xs" style={{ background: colourOf(keys, key) }} />
          <span className="min-w-0 flex-1 truncate">{nameOf(key)}</span>
          <span className="pl-3 tabular-nums">{formatMeasure(column.values[key] ?? 0, measure)}</span>
        </p>
      ))}
    </div>
  );
};

/** What happened in each bucket, stacked. The arrow keys move through it; the same numbers stand in the table below it. */
export const StatisticChart = (chart: StatisticChartProps) => {
  const { keys, columns, bucket, measure, nameOf } = chart;
  const tick = { fill: 'var(--muted-foreground)', fontSize: 11 };
  return (
    <ResponsiveContainer width="100%" height={280}>
      <BarChart
        data={[...columns]}
        stackOffset="sign"
        margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
        barCategoryGap="18%"
        title="Over time"
      >
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="bucket"
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--border)' }}
          tickFormatter={(value: string) => moment(value, bucket)}
          minTickGap={28}
        />
        <YAxis
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={58}
          tickFormatter={(value: number) => formatTick(value, measure)}
        />
        <Tooltip content={<Hint chart={chart} />} cursor={{ fill: 'var(--muted)' }} isAnimationActive={false} />
        {measure === 'saved' && <ReferenceLine y={0} stroke="var(--muted-foreground)" />}
        {keys.map((key) => (
          <Bar
            key={key}
            dataKey={({ values }: Column) => values[key] ?? 0}
            name={nameOf(key)}
            stackId="all"
            fill={colourOf(keys, key)}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
};
