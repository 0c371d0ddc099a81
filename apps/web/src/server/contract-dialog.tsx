import type { EffectiveContract, ToolContract } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { AudienceField, cleanAudience } from './audience-field.tsx';
import { Choices } from './choices.tsx';
import { effectWords, integrityWords, originWords } from './contract-words.ts';
import { useDeleteContract, useSetContract } from './server.query.ts';

interface ContractFormProps {
  effective: EffectiveContract;
  onDone: () => void;
}

const ContractForm = ({ effective, onDone }: ContractFormProps) => {
  const { serverId, tool, origin, contract } = effective;
  const [draft, setDraft] = useState<ToolContract>(contract);
  const save = useSetContract(serverId, tool);
  const remove = useDeleteContract(serverId, tool);
  const submit = () =>
    save.mutate(
      { ...draft, output: { ...draft.output, audience: cleanAudience(draft.output.audience) } },
      { onSuccess: onDone },
    );
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {(save.error ?? remove.error) && <ErrorNote error={save.error ?? remove.error} what="Nothing was changed" />}
      <Choices
        legend="What does it do?"
        words={effectWords}
        value={draft.effect}
        onChange={(effect) => setDraft({ ...draft, effect })}
      />
      <Choices
        legend="Who could have written what it returns?"
        words={integrityWords}
        value={draft.output.integrity}
        onChange={(integrity) => setDraft({ ...draft, output: { ...draft.output, integrity } })}
      />
      <AudienceField
        audience={draft.output.audience}
        onChange={(audience) => setDraft({ ...draft, output: { ...draft.output, audience } })}
      />
      <p className="text-xs text-muted-foreground">
        <strong className="font-medium text-foreground">Now: {originWords[origin].label}.</strong>{' '}
        {originWords[origin].detail}
      </p>
      <DialogFooter className="mt-0">
        {origin === 'administrator' && (
          <Button
            variant="ghost"
            className="sm:mr-auto"
            pending={remove.isPending}
            onClick={() => remove.mutate(undefined, { onSuccess: onDone })}
          >
            Remove and use the default
          </Button>
        )}
        <Button variant="outline" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" pending={save.isPending}>
          Save contract
        </Button>
      </DialogFooter>
    </form>
  );
};

interface ContractDialogProps {
  effective: EffectiveContract | undefined;
  onClose: () => void;
}

/** Says in plain words what a tool does and how its results are treated, and lets an administrator decide it. */
export const ContractDialog = ({ effective, onClose }: ContractDialogProps) => (
  <Dialog open={effective !== undefined} onOpenChange={(open) => !open && onClose()}>
    {effective && (
      <DialogContent
        title={
          <>
            Contract of <code className="font-mono">{effective.tool}</code>
          </>
        }
        description="Every call of this tool is decided by what you say here."
      >
        <ContractForm key={effective.tool} effective={effective} onDone={onClose} />
      </DialogContent>
    )}
  </Dialog>
);
