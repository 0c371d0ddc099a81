import { Operator } from '@archestra/contracts';
import { Button, Input, Select } from '@archestra/ui';
import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { operatorWords } from './policy-words.ts';

/** A condition as it is typed. */
export interface ConditionDraft {
  path: string;
  operator: Operator;
  value: string;
}

const operators = Operator.options.map((value) => ({ value, label: operatorWords[value] }));
const LIMIT = 20;

interface ConditionRowsProps {
  conditions: readonly ConditionDraft[];
  /** Offered for the path. */
  paths: readonly string[];
  onChange: (conditions: ConditionDraft[]) => void;
}

/** Comparisons that all have to hold; none means always. */
export const ConditionRows = ({ conditions, paths, onChange }: ConditionRowsProps) => {
  const list = useId();
  const change = (index: number, part: Partial<ConditionDraft>) =>
    onChange(conditions.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const add = () => onChange([...conditions, { path: paths[0] ?? '$.', operator: 'equal', value: '' }]);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">
        When <span className="text-xs font-normal text-muted-foreground">(all of it has to hold; nothing: always)</span>
      </legend>
      <datalist id={list}>
        {paths.map((path) => (
          <option key={path} value={path} />
        ))}
      </datalist>
      {conditions.map(({ path, operator, value }, index) => (
        <div key={index} className="grid grid-cols-[minmax(0,1fr)_auto] gap-2 sm:grid-cols-[1fr_10rem_1fr_auto]">
          <Input
            aria-label={`Path of condition ${index + 1}`}
            list={list}
            value={path}
            required
            className="font-mono"
            onChange={(event) => change(index, { path: event.target.value })}
          />
          <Select
            aria-label={`Comparison of condition ${index + 1}`}
            className="max-sm:col-span-2 max-sm:row-start-2"
            value={operator}
            options={operators}
            onChange={(next) => change(index, { operator: next })}
          />
          <Input
            aria-label={`Value of condition ${index + 1}`}
            className="max-sm:col-span-2 max-sm:row-start-3"
            placeholder={operator === 'in' ? 'a, b, c' : operator === 'exists' ? 'true or false' : 'value'}
            value={value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove condition ${index + 1}`}
            className="max-sm:col-start-2 max-sm:row-start-1"
            onClick={() => onChange(conditions.filter((_, at) => at !== index))}
          >
            <X />
          </Button>
        </div>
      ))}
      <Button
        variant="outline"
        size="sm"
        className="justify-self-start"
        disabled={conditions.length >= LIMIT}
        onClick={add}
      >
        <Plus aria-hidden />
        Add condition
      </Button>
    </fieldset>
  );
};
