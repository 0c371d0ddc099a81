import { modelReferenceText, type Provider } from '@archestra/contracts';
import { Alert, Badge, Button, Card, type Tone } from '@archestra/ui';
import { Pencil, Trash2 } from 'lucide-react';
import { count } from '../display/format.ts';
import { formatTokens } from '../display/money.ts';
import { Time } from '../display/time.tsx';
import { PresetMark } from './preset-mark.tsx';
import { presets } from './preset.ts';

const stateOf = ({ isEnabled, checkedAt, checkError }: Provider): { label: string; tone: Tone } => {
  if (!isEnabled) return { label: 'Off', tone: 'neutral' };
  if (checkError !== null) return { label: 'Does not answer', tone: 'danger' };
  return checkedAt === null ? { label: 'Not tested', tone: 'neutral' } : { label: 'Ready', tone: 'success' };
};

const Models = ({ provider: { models, allowsUnlisted } }: { provider: Provider }) => (
  <details className="group">
    <summary className="w-fit rounded-sm hover:text-primary">
      {models.length === 0 ? 'No listed models' : count(models.length, 'model')}
      {allowsUnlisted && <span className="text-muted-foreground"> and any other by name</span>}
    </summary>
    {models.length > 0 && (
      <ul className="mt-2 grid max-h-64 gap-1 overflow-y-auto" tabIndex={0} aria-label="Models">
        {models.map(({ id, contextTokens, maxOutputTokens }) => (
          <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-3">
            <code className="font-mono text-xs wrap-anywhere">{id}</code>
            <span className="text-xs text-muted-foreground tabular-nums">
              {contextTokens !== null && `${formatTokens(contextTokens)} context`}
              {contextTokens !== null && maxOutputTokens !== null && ' · '}
              {maxOutputTokens !== null && `${formatTokens(maxOutputTokens)} answer`}
            </span>
          </li>
        ))}
      </ul>
    )}
  </details>
);

interface ProviderCardProps {
  provider: Provider;
  mayWrite: boolean;
  onEdit: () => void;
  onDelete: () => void;
}

/** One provider: whether it answers, its models, and who is asked when it does not. */
export const ProviderCard = ({ provider, mayWrite, onEdit, onDelete }: ProviderCardProps) => {
  const state = stateOf(provider);
  const { name, preset, baseUrl, keyHint, fallbacks, checkedAt, checkError } = provider;
  return (
    <Card className="grid h-full content-start gap-3 p-4">
      <div className="flex items-start gap-3">
        <PresetMark preset={preset} />
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold">
            <span className="wrap-anywhere">{name}</span>
            <Badge tone={state.tone}>{state.label}</Badge>
            {preset === 'demo' && <Badge tone="warning">Demo model</Badge>}
          </h2>
          <p className="text-xs wrap-anywhere text-muted-foreground">
            {presets[preset].label} · {baseUrl}
          </p>
        </div>
        {mayWrite && (
          <span className="flex shrink-0">
            <Button variant="ghost" size="icon-sm" aria-label={`Change ${name}`} onClick={onEdit}>
              <Pencil />
            </Button>
            <Button variant="ghost" size="icon-sm" aria-label={`Delete ${name}`} onClick={onDelete}>
              <Trash2 />
            </Button>
          </span>
        )}
      </div>
      {checkError !== null && (
        <Alert tone="danger" title="The last test failed">
          {checkError}
        </Alert>
      )}
      {preset === 'demo' && <p className="text-xs text-muted-foreground">{presets.demo.description}</p>}
      <Models provider={provider} />
      {fallbacks.length > 0 && (
        <p className="text-xs text-muted-foreground">
          Then <span className="font-mono text-foreground">{fallbacks.map(modelReferenceText).join(' → ')}</span>
        </p>
      )}
      <p className="mt-auto text-xs text-muted-foreground">
        {keyHint ? `Key ${keyHint}` : 'No key'}
        {checkedAt !== null && (
          <>
            {' · tested '}
            <Time at={checkedAt} />
          </>
        )}
      </p>
    </Card>
  );
};
