import type { McpServerDetail, Profile } from '@archestra/contracts';
import { Button, Dialog, DialogContent, DialogFooter, Field, Input, Select } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useCreateBlockRule } from './block-rule.query.ts';

// Radix forbids an empty value; no tool name and no id looks like this.
const ALL = ':all';

interface BlockDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  server: McpServerDetail['installation'];
  profiles: Profile[];
}

const BlockForm = ({ server, profiles, onOpenChange }: Omit<BlockDialogProps, 'open'>) => {
  const [tool, setTool] = useState(ALL);
  const [profileId, setProfileId] = useState(ALL);
  const [note, setNote] = useState('');
  const create = useCreateBlockRule();
  const orNull = (value: string) => (value === ALL ? null : value);
  const submit = () =>
    create.mutate(
      { serverId: server.id, tool: orNull(tool), profileId: orNull(profileId), note: note.trim() },
      { onSuccess: () => onOpenChange(false) },
    );
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {create.error && <ErrorNote error={create.error} what="Nothing was blocked" />}
      <Field label="What">
        {(control) => (
          <Select
            {...control}
            value={tool}
            onChange={setTool}
            options={[
              { value: ALL, label: 'Every tool of this server' },
              ...server.tools.map(({ name }) => ({ value: name, label: name })),
            ]}
          />
        )}
      </Field>
      <Field label="Where">
        {(control) => (
          <Select
            {...control}
            value={profileId}
            onChange={setProfileId}
            options={[
              { value: ALL, label: 'In every profile' },
              ...profiles.map(({ id, name }) => ({ value: id, label: `In ${name}` })),
            ]}
          />
        )}
      </Field>
      <Field label="Why" hint="For colleagues: shown here and in the audit.">
        {(control) => (
          <Input {...control} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        )}
      </Field>
      <DialogFooter className="mt-1">
        <Button variant="outline" onClick={() => onOpenChange(false)}>
          Cancel
        </Button>
        <Button type="submit" variant="destructive" pending={create.isPending}>
          Block now
        </Button>
      </DialogFooter>
    </form>
  );
};

/** Refuses a server or one of its tools, in one profile or in all. */
export const BlockDialog = ({ open, onOpenChange, ...rest }: BlockDialogProps) => (
  <Dialog open={open} onOpenChange={onOpenChange}>
    <DialogContent
      title={`Block calls to ${rest.server.title}`}
      description="Takes effect on the next call, everywhere."
    >
      <BlockForm {...rest} onOpenChange={onOpenChange} />
    </DialogContent>
  </Dialog>
);
