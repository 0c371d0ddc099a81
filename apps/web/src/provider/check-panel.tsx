import type { ProviderCheck, ProviderModel } from '@archestra/contracts';
import { Alert, Button } from '@archestra/ui';
import { PlugZap } from 'lucide-react';
import { ErrorNote } from '../display/error-note.tsx';
import { count } from '../display/format.ts';
import type { Draft } from './draft.ts';
import { useCheckProvider } from './provider.query.ts';

interface FoundProps {
  check: ProviderCheck;
  listed: readonly ProviderModel[];
  onTake: () => void;
}

const Found = ({ check, listed, onTake }: FoundProps) => {
  if (!check.ok) {
    return (
      <Alert tone="warning" title="It did not answer as it should">
        {check.message}
      </Alert>
    );
  }
  const isOther = check.models.some((model) => !listed.some(({ id }) => id === model.id));
  return (
    <Alert
      tone="info"
      title={`It works: ${count(check.models.length, 'model')} found`}
      action={
        isOther && (
          <Button variant="outline" size="sm" onClick={onTake}>
            Take its list of models
          </Button>
        )
      }
    >
      {check.message}
    </Alert>
  );
};

interface CheckPanelProps {
  draft: Draft;
  /** Of a provider that exists: its stored key is used when none is typed. */
  id: string | undefined;
  disabled: boolean;
  onModels: (models: ProviderModel[]) => void;
}

/** Tests address and key, and says what was found. An empty list of models is filled at once. */
export const CheckPanel = ({ draft, id, disabled, onModels }: CheckPanelProps) => {
  const check = useCheckProvider();
  const test = () => {
    const { dialect, baseUrl, key } = draft;
    check.mutate(
      { dialect, baseUrl: baseUrl.trim(), key: key.trim() || null, ...(id === undefined ? {} : { id }) },
      { onSuccess: ({ ok, models }) => ok && draft.models.length === 0 && onModels(models) },
    );
  };
  return (
    <div className="grid gap-3">
      <Button
        variant="outline"
        className="justify-self-start"
        pending={check.isPending}
        disabled={disabled}
        onClick={test}
      >
        <PlugZap aria-hidden />
        Test address and key
      </Button>
      {check.error && <ErrorNote error={check.error} what="It could not be tested" />}
      {check.data && <Found check={check.data} listed={draft.models} onTake={() => onModels(check.data.models)} />}
    </div>
  );
};
