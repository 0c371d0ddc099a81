import { Checkbox, cn, Input } from '@archestra/ui';
import { useId, useState, type ReactNode } from 'react';

/** One thing to tick. */
export interface PickOption {
  id: string;
  label: string;
  detail?: ReactNode;
}

interface PickListProps {
  /** What is picked: "Teams". */
  label: string;
  options: readonly PickOption[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  disabled?: boolean;
  /** Said when there is nothing to pick. */
  empty: string;
  className?: string;
}

const SEARCH_FROM = 8;
/** More than a person looks through; the search reaches the rest. */
const SHOWN = 200;

const Option = ({
  option,
  ...box
}: {
  option: PickOption;
  checked: boolean;
  disabled: boolean;
  onToggle: () => void;
}) => {
  const id = useId();
  return (
    <li className="flex items-start gap-2.5 px-3 py-1.5 hover:bg-muted/40">
      <Checkbox
        id={id}
        checked={box.checked}
        disabled={box.disabled}
        onCheckedChange={box.onToggle}
        className="mt-0.5"
      />
      <label htmlFor={id} className="min-w-0 flex-1 cursor-pointer">
        <span className="block wrap-anywhere">{option.label}</span>
        {option.detail && <span className="block text-xs text-muted-foreground">{option.detail}</span>}
      </label>
    </li>
  );
};

/** Several of many: a short list to tick, with a search once it is long. Chosen ones come first when it opens. */
export const PickList = ({ label, options, chosen, onChange, disabled = false, empty, className }: PickListProps) => {
  const [words, setWords] = useState('');
  const [first] = useState(() => new Set(chosen));
  const shown = options
    .filter((option) => option.label.toLowerCase().includes(words.toLowerCase()))
    .toSorted((a, b) => Number(first.has(b.id)) - Number(first.has(a.id)))
    .slice(0, SHOWN);
  const toggle = (id: string) =>
    onChange(chosen.includes(id) ? chosen.filter((known) => known !== id) : [...chosen, id]);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 flex w-full items-baseline justify-between font-medium">
        {label}
        {chosen.length > 0 && <span className="text-xs font-normal text-muted-foreground">{chosen.length} chosen</span>}
      </legend>
      <div className="overflow-hidden rounded-md border bg-card">
        {options.length >= SEARCH_FROM && (
          <Input
            type="search"
            aria-label={`Search ${label.toLowerCase()}`}
            placeholder="Search"
            className="rounded-none border-0 border-b shadow-none"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
        {shown.length === 0 ? (
          <p className="px-3 py-2 text-muted-foreground">{words ? 'Nothing has that name.' : empty}</p>
        ) : (
          <ul className={cn('max-h-52 overflow-y-auto py-1', className)}>
            {shown.map((option) => (
              <Option
                key={option.id}
                option={option}
                checked={chosen.includes(option.id)}
                disabled={disabled}
                onToggle={() => toggle(option.id)}
              />
            ))}
          </ul>
        )}
      </div>
    </fieldset>
  );
};
