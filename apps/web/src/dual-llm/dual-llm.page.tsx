import { modelReferenceText, type DualLlmSettings } from '@archestra/contracts';
import { Alert, Button, Card, CardBody, CardHeader, Field, Input, Switch } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useModels } from '../provider/provider.query.ts';
import { useCan } from '../session/session.query.ts';
import { useDualLlm, useSetDualLlm } from './dual-llm.query.ts';

const Explanation = () => (
  <Card>
    <CardHeader title="What it does" />
    <CardBody className="grid gap-2 text-pretty">
      <p>
        Some results must not reach the model that can call tools, because strangers may have written instructions into
        them. Where a policy on results says “Summarize it”, a second model reads such a result. It has no tools and
        writes no sentence that anybody sees.
      </p>
      <p>
        It is asked questions it can only answer with a value: yes or no, one of at most eight options, a number, a
        date. Anything else it says is thrown away. The first model is told the questions and these values, and no word
        of the result.
      </p>
      <p>
        Each answer tells a few bits. When the bits are used up nothing more is asked. Fewer bits leave a hidden
        instruction less room; more bits make answers more useful.
      </p>
    </CardBody>
  </Card>
);

/** Which model it is, and what happens while none is chosen. */
const ModelNote = () => {
  const seesModels = useCan()('model:use');
  const { data } = useModels(seesModels);
  if (!data) return null;
  const model = data.defaults.quarantine;
  const providers = (
    <Link to="/settings/providers" className="rounded-sm text-primary hover:underline">
      Providers
    </Link>
  );
  if (!model)
    return (
      <Alert tone="warning" title="No model reads quarantined results">
        Results that would be summarized are kept back instead. Choose a model under {providers}.
      </Alert>
    );
  return (
    <p>
      Results are read by <code className="font-mono text-xs">{modelReferenceText(model)}</code>. Another one can be
      chosen under {providers}.
    </p>
  );
};

interface NumberFieldProps {
  label: string;
  hint: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

const NumberField = ({ label, hint, value, min, max, onChange }: NumberFieldProps) => (
  <Field label={label} hint={hint}>
    {(control) => (
      <Input
        {...control}
        type="number"
        required
        min={min}
        max={max}
        step={1}
        value={Number.isNaN(value) ? '' : value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    )}
  </Field>
);

const SettingsForm = ({ settings }: { settings: DualLlmSettings }) => {
  const [draft, setDraft] = useState(settings);
  const save = useSetDualLlm();
  const mayWrite = useCan()('tool-policy:write');
  const isOn = useId();
  const change = (part: Partial<DualLlmSettings>) => setDraft({ ...draft, ...part });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(draft);
      }}
    >
      <Card>
        <CardHeader title="Settings" />
        <CardBody className="grid gap-4">
          <ModelNote />
          <fieldset disabled={!mayWrite} className="grid min-w-0 gap-4">
            <div className="flex items-start gap-3">
              <Switch
                id={isOn}
                checked={draft.isEnabled}
                disabled={!mayWrite}
                onCheckedChange={(isEnabled) => change({ isEnabled })}
              />
              <label htmlFor={isOn}>
                <span className="block font-medium">Summarize with typed answers</span>
                <span className="block text-xs text-muted-foreground">
                  Off: what would be summarized is kept back, and the model is told nothing of it.
                </span>
              </label>
            </div>
            <div className="grid gap-4 sm:grid-cols-3">
              <NumberField
                label="Rounds of questions"
                hint="For one result, 1 to 5."
                value={draft.maxRounds}
                min={1}
                max={5}
                onChange={(maxRounds) => change({ maxRounds })}
              />
              <NumberField
                label="Bits of one result"
                hint="0 to 64."
                value={draft.maxSourceBits}
                min={0}
                max={64}
                onChange={(maxSourceBits) => change({ maxSourceBits })}
              />
              <NumberField
                label="Bits of one session"
                hint="All results together, 0 to 256."
                value={draft.maxSessionBits}
                min={0}
                max={256}
                onChange={(maxSessionBits) => change({ maxSessionBits })}
              />
            </div>
          </fieldset>
          {save.error && <ErrorNote error={save.error} what="The settings were not saved" />}
          {mayWrite && (
            <Button type="submit" className="justify-self-end" pending={save.isPending}>
              Save settings
            </Button>
          )}
        </CardBody>
      </Card>
    </form>
  );
};

/** The quarantined model: what it is for, whether it is used, and how much it may tell. */
export const DualLlmPage = () => {
  const settings = useDualLlm();
  return (
    <Page
      name="Dual LLM"
      title="Dual LLM"
      description="A second model reads what the first one must not see, and answers typed questions about it."
    >
      <div className="grid gap-4">
        <QueryView query={settings} what="The settings could not be loaded">
          {(data) => <SettingsForm key={JSON.stringify(data)} settings={data} />}
        </QueryView>
        <Explanation />
      </div>
    </Page>
  );
};
