import type { ServerInstance } from '@archestra/contracts';
import { Label, Select, Switch } from '@archestra/ui';
import { useId, useState } from 'react';
import { useInstanceWords } from './instance-words.ts';
import type { LogView } from './log-feed.ts';

const ALL = ':all';
const MINUTE_MS = 60_000;
const spans = [
  { value: ALL, label: 'Any time' },
  { value: '5', label: 'Last 5 minutes' },
  { value: '60', label: 'Last hour' },
  { value: '1440', label: 'Last 24 hours' },
] as const;

interface LogControlsProps {
  view: LogView;
  instances: readonly ServerInstance[];
  onChange: (view: LogView) => void;
}

/** Which part of the log is shown: of which copy, since when, and of which run. */
export const LogControls = ({ view, instances, onChange }: LogControlsProps) => {
  const id = useId();
  const instanceWords = useInstanceWords();
  const [span, setSpan] = useState<(typeof spans)[number]['value']>(ALL);
  const since = (value: typeof span) => {
    setSpan(value);
    onChange({
      ...view,
      since: value === ALL ? undefined : new Date(Date.now() - Number(value) * MINUTE_MS).toISOString(),
    });
  };
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
      {instances.length > 1 && (
        <Select
          aria-label="Copy"
          className="w-full sm:w-56"
          value={view.instance ?? ALL}
          options={[
            { value: ALL, label: 'Every copy' },
            ...instances.map(({ instance }) => ({ value: instance, label: instanceWords(instance) })),
          ]}
          onChange={(value) => onChange({ ...view, instance: value === ALL ? undefined : value })}
        />
      )}
      <Select aria-label="Since" className="w-40" value={span} options={spans} onChange={since} />
      <span className="flex items-center gap-2">
        <Switch id={id} checked={view.previous} onCheckedChange={(previous) => onChange({ ...view, previous })} />
        <Label htmlFor={id} className="font-normal">
          The run before the last restart
        </Label>
      </span>
    </div>
  );
};
