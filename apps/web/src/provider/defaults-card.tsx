import { modelReferenceText, readModelReference, type ModelDefaults } from '@archestra/contracts';
import { Card, CardBody, CardHeader, Field } from '@archestra/ui';
import { Facts } from '../display/facts.tsx';
import { ModelSelect } from './model-select.tsx';
import { useSetDefaults } from './provider.query.ts';

const text = (reference: ModelDefaults['chat']): string | undefined =>
  reference === null ? undefined : modelReferenceText(reference);
const reference = (name: string | undefined): ModelDefaults['chat'] =>
  name === undefined ? null : (readModelReference(name) ?? null);

const NO_CHAT = 'None: people choose one themselves';
const NO_QUARANTINE = 'None: what would be summarized is withheld';

/** Which models are used when nobody names one. */
export const DefaultsCard = ({ defaults, mayWrite }: { defaults: ModelDefaults; mayWrite: boolean }) => {
  const set = useSetDefaults();
  return (
    <Card>
      <CardHeader title="Used when nobody names a model" />
      <CardBody className="grid gap-4 sm:grid-cols-2">
        {mayWrite ? (
          <>
            <Field label="Chats" hint="What a new chat begins with.">
              {(control) => (
                <ModelSelect
                  control={control}
                  value={text(defaults.chat)}
                  none={NO_CHAT}
                  onChange={(name) => set.mutate({ ...defaults, chat: reference(name) })}
                />
              )}
            </Field>
            <Field label="Quarantine" hint="Reads what strangers may have written and answers typed questions only.">
              {(control) => (
                <ModelSelect
                  control={control}
                  value={text(defaults.quarantine)}
                  none={NO_QUARANTINE}
                  onChange={(name) => set.mutate({ ...defaults, quarantine: reference(name) })}
                />
              )}
            </Field>
          </>
        ) : (
          <Facts
            rows={[
              ['Chats', text(defaults.chat) ?? NO_CHAT],
              ['Quarantine', text(defaults.quarantine) ?? NO_QUARANTINE],
            ]}
          />
        )}
      </CardBody>
    </Card>
  );
};
