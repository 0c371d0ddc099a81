import { StatisticGroup, type StatisticRow } from '@archestra/contracts';
import { Card, CardBody, CardHeader, EmptyState, Select, Skeleton } from '@archestra/ui';
import { getRouteApi } from '@tanstack/react-router';
import { ChartColumn } from 'lucide-react';
import { lazy, Suspense, useMemo } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useStatistics } from './cost.query.ts';
import { Measure, Period } from './period.ts';
import { columnsOf, sumsOf, totalOf } from './series.ts';
import { StatisticTable } from './statistic-table.tsx';
import { Totals } from './totals.tsx';
import { groupWords, measureWords, periodWords, useKeyWords } from './words.ts';

// The library that draws is larger than the rest of the page together: it comes after it.
const StatisticChart = lazy(async () => {
  const { StatisticChart: component } = await import('./statistic-chart.tsx');
  return { default: component };
});

const route = getRouteApi('/app/llm/cost/statistics');

const periods = Period.options.map((value) => ({ value, label: periodWords[value] }));
const groups = StatisticGroup.options.map((value) => ({ value, label: `By ${groupWords[value].label.toLowerCase()}` }));
const measures = Measure.options.map((value) => ({ value, label: measureWords[value] }));

interface Shown {
  rows: readonly StatisticRow[];
  buckets: readonly string[];
  bucket: 'hour' | 'day';
  group: StatisticGroup;
  measure: Measure;
}

const Statistics = ({ rows, buckets, bucket, group, measure }: Shown) => {
  const nameOf = useKeyWords(group);
  const sums = useMemo(() => sumsOf(rows, measure), [rows, measure]);
  const { keys, columns } = useMemo(() => columnsOf(rows, buckets, measure), [rows, buckets, measure]);
  return (
    <>
      <Card>
        <CardHeader
          title={`${measureWords[measure]} by ${groupWords[group].label.toLowerCase()}`}
          description={
            group === 'team'
              ? 'A call counts for each team of whoever made it: the columns may add up to more than there was.'
              : bucket === 'day'
                ? 'Days of UTC.'
                : undefined
          }
        />
        <CardBody className="px-2 sm:px-4">
          <Suspense fallback={<Skeleton className="h-70" />}>
            <StatisticChart keys={keys} columns={columns} bucket={bucket} measure={measure} nameOf={nameOf} />
          </Suspense>
        </CardBody>
      </Card>
      <StatisticTable group={group} sums={sums} keys={keys} nameOf={nameOf} />
    </>
  );
};

/** What models cost, who used them and what was saved, over time. */
export const StatisticsPage = () => {
  const { period = 'month', by = 'model', measure = 'cost' } = route.useSearch();
  const navigate = route.useNavigate();
  const statistics = useStatistics(period, by);
  // Each call has one source, so that nothing is counted twice; teams overlap.
  const bySource = useStatistics(period, 'source');
  const show = (part: { period?: Period; by?: StatisticGroup; measure?: Measure }) =>
    void navigate({ search: (known) => ({ ...known, ...part }), replace: true });
  return (
    <Page
      name="Cost"
      title="Cost"
      description="What models cost, who used them, and what rules saved."
      actions={
        <>
          <Select
            aria-label="Time"
            className="w-42"
            value={period}
            options={periods}
            onChange={(value) => show({ period: value })}
          />
          <Select
            aria-label="Grouped"
            className="w-32"
            value={by}
            options={groups}
            onChange={(value) => show({ by: value })}
          />
          <Select
            aria-label="Measure"
            className="w-28"
            value={measure}
            options={measures}
            onChange={(value) => show({ measure: value })}
          />
        </>
      }
    >
      <QueryView query={statistics} what="The statistics could not be loaded">
        {({ items, buckets, bucket }) =>
          items.length === 0 ? (
            <EmptyState icon={ChartColumn} title="Nothing happened in this time">
              As soon as models are asked through Archestra, this page says what it cost. Choose a longer time to see
              earlier calls.
            </EmptyState>
          ) : (
            <div className="grid grid-cols-1 gap-4">
              {bySource.data && <Totals total={totalOf(bySource.data.items)} />}
              <Statistics rows={items} buckets={buckets} bucket={bucket} group={by} measure={measure} />
            </div>
          )
        }
      </QueryView>
    </Page>
  );
};
