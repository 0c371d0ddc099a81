import { Button } from '@archestra/ui';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { ModelSelect, useModelNames } from './model-select.tsx';

const LIMIT = 4;

interface FallbackEditorProps {
  /** References in the order in which they are asked. */
  fallbacks: readonly string[];
  onChange: (fallbacks: string[]) => void;
  /** The provider's own name: it is no fallback of itself. */
  own: string;
}

/** Who is asked when the provider does not answer, one after the other. */
export const FallbackEditor = ({ fallbacks, onChange, own }: FallbackEditorProps) => {
  const names = useModelNames();
  const isOwn = (name: string) => name.startsWith(`${own}:`);
  const taken = [...names.filter(isOwn), ...fallbacks];
  const next = names.find((name) => !taken.includes(name));
  const swap = (index: number, by: number) => {
    const [one, other] = [fallbacks[index], fallbacks[index + by]];
    if (one !== undefined && other !== undefined) onChange(fallbacks.with(index, other).with(index + by, one));
  };
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-2">
      <legend className="mb-1.5 font-medium">Fallbacks</legend>
      <p className="-mt-1 text-xs text-muted-foreground">
        Asked in this order when this provider does not answer, is overloaded or refuses the key. A call waits for the
        next one only until the first byte.
      </p>
      {fallbacks.length > 0 && (
        <ol className="grid grid-cols-1 gap-2">
          {fallbacks.map((fallback, index) => (
            <li key={fallback} className="flex min-w-0 items-center gap-1">
              <span className="w-5 shrink-0 text-right text-xs text-muted-foreground tabular-nums">{index + 1}.</span>
              <ModelSelect
                control={{ 'aria-label': `Fallback ${index + 1}` }}
                value={fallback}
                except={taken}
                none="Remove"
                onChange={(name) =>
                  onChange(name === undefined ? fallbacks.toSpliced(index, 1) : fallbacks.with(index, name))
                }
              />
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Ask ${fallback} earlier`}
                disabled={index === 0}
                onClick={() => swap(index, -1)}
              >
                <ArrowUp />
              </Button>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Ask ${fallback} later`}
                disabled={index === fallbacks.length - 1}
                onClick={() => swap(index, 1)}
              >
                <ArrowDown />
              </Button>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={`Remove ${fallback}`}
                onClick={() => onChange(fallbacks.toSpliced(index, 1))}
              >
                <X />
              </Button>
            </li>
          ))}
        </ol>
      )}
      {fallbacks.length < LIMIT && (
        <Button
          variant="outline"
          size="sm"
          className="justify-self-start"
          disabled={next === undefined}
          onClick={() => next !== undefined && onChange([...fallbacks, next])}
        >
          <Plus aria-hidden />
          Add a fallback
        </Button>
      )}
      {next === undefined && fallbacks.length === 0 && (
        <p className="text-xs text-muted-foreground">There is no model of another provider yet.</p>
      )}
    </fieldset>
  );
};
