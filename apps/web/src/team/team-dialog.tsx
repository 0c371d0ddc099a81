import type { Team } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, Field, Input, Textarea } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { slugOf } from '../display/format.ts';
import type { TeamText } from './team.query.ts';

interface TeamFormProps {
  team?: Team | undefined;
  error: unknown;
  pending: boolean;
  onSubmit: (text: TeamText) => void;
  onCancel: () => void;
}

const TeamForm = ({ team, error, pending, onSubmit, onCancel }: TeamFormProps) => {
  const [name, setName] = useState(team?.name ?? '');
  const [description, setDescription] = useState(team?.description ?? '');
  const slug = slugOf(name);
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit({ name: slug, description: description.trim() });
      }}
    >
      {error !== null && <ErrorNote error={error} what="The team was not saved" />}
      <Field
        label="Name"
        hint={slug && slug !== name ? `Will be called ${slug}: lower case letters, digits and dashes.` : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={name}
            required
            autoFocus
            maxLength={40}
            placeholder="support"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Description" hint="What is it responsible for, and where is it reached?">
        {(control) => (
          <Textarea
            {...control}
            value={description}
            maxLength={500}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" pending={pending} disabled={slug === ''}>
          {team ? 'Save' : 'Create team'}
        </Button>
      </DialogFooter>
    </form>
  );
};

type TeamDialogProps = Omit<TeamFormProps, 'onCancel'> & { open: boolean; onClose: () => void };

/** Name and description of a new or existing team. */
export const TeamDialog = ({ open, onClose, ...form }: TeamDialogProps) => (
  <Dialog open={open} onOpenChange={onClose}>
    <DialogContent
      title={form.team ? 'Change team' : 'Create a team'}
      description="People in a team share profiles, servers and credentials that are given to it."
    >
      <TeamForm {...form} onCancel={onClose} />
    </DialogContent>
  </Dialog>
);
