import type { Provider } from '@archestra/contracts';
import { Button, ConfirmDialog, EmptyState } from '@archestra/ui';
import { Cpu, Plus } from 'lucide-react';
import { useState } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { DefaultsCard } from './defaults-card.tsx';
import { ProviderCard } from './provider-card.tsx';
import { PresetCards, ProviderDialog, type ProviderTarget } from './provider-dialog.tsx';
import { useDeleteProvider, useModels, useProviders } from './provider.query.ts';

const Nothing = ({ mayWrite, onChoose }: { mayWrite: boolean; onChoose: (target: ProviderTarget) => void }) => (
  <div className="grid gap-4">
    <EmptyState icon={Cpu} title="No provider yet">
      {mayWrite
        ? 'Choose whose models people and agents may ask. Every call then goes through your rules, budgets and record.'
        : 'An administrator has to set up a provider before models can be asked.'}
    </EmptyState>
    {mayWrite && <PresetCards onChoose={onChoose} />}
  </div>
);

const Defaults = ({ mayWrite }: { mayWrite: boolean }) => {
  const models = useModels(useCan()('model:use'));
  if (!models.data) return null;
  return <DefaultsCard defaults={models.data.defaults} mayWrite={mayWrite} />;
};

/** Whose models may be asked, whether they answer, and which are used when nobody names one. */
export const ProviderListPage = () => {
  const providers = useProviders();
  const mayWrite = useCan()('provider:write');
  const [target, setTarget] = useState<ProviderTarget>();
  const [doomed, setDoomed] = useState<Provider>();
  const remove = useDeleteProvider();
  return (
    <Page
      name="Providers"
      title="Providers"
      description="Whose models people and agents may ask. Keys are kept encrypted and are never shown again."
      actions={
        mayWrite && (
          <Button onClick={() => setTarget('new')}>
            <Plus aria-hidden />
            Add provider
          </Button>
        )
      }
    >
      <QueryView query={providers} what="The providers could not be loaded">
        {(data) =>
          data.length === 0 ? (
            <Nothing mayWrite={mayWrite} onChoose={setTarget} />
          ) : (
            <div className="grid grid-cols-1 gap-4">
              <ul aria-label="Providers" className="grid grid-cols-1 gap-4 lg:grid-cols-2">
                {data.map((provider) => (
                  <li key={provider.id}>
                    <ProviderCard
                      provider={provider}
                      mayWrite={mayWrite}
                      onEdit={() => setTarget(provider)}
                      onDelete={() => setDoomed(provider)}
                    />
                  </li>
                ))}
              </ul>
              <Defaults mayWrite={mayWrite} />
            </div>
          )
        }
      </QueryView>
      <ProviderDialog target={target} onClose={() => setTarget(undefined)} />
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete ${doomed?.name ?? ''}?`}
        description="Its key is deleted, and calls for its models are refused from now on. The record of what was asked stays."
        action="Delete provider"
        pending={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed.id, { onSuccess: () => setDoomed(undefined) })}
      />
    </Page>
  );
};
