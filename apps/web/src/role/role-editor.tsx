import { Permission, type Role } from '@archestra/contracts';
import { Alert, Button, Field, Input, Textarea } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useSession } from '../session/session.query.ts';
import { obstacleTo } from './permission-map.ts';
import { PermissionMatrix } from './permission-matrix.tsx';
import { RoleShape } from './role-shape.tsx';
import { useSaveRole } from './role.query.ts';

type RoleWords = Pick<Role, 'name' | 'description'>;

const TextFields = ({ text, onChange }: { text: RoleWords; onChange: (text: RoleWords) => void }) => (
  <div className="grid gap-4 sm:grid-cols-2">
    <Field label="Name">
      {(control) => (
        <Input
          {...control}
          value={text.name}
          required
          maxLength={80}
          placeholder="Release manager"
          onChange={(event) => onChange({ ...text, name: event.target.value })}
        />
      )}
    </Field>
    <Field label="Description">
      {(control) => (
        <Textarea
          {...control}
          className="min-h-8.5"
          value={text.description}
          maxLength={500}
          placeholder="What are people with this role responsible for?"
          onChange={(event) => onChange({ ...text, description: event.target.value })}
        />
      )}
    </Field>
  </div>
);

interface SaveBarProps {
  label: string;
  chosen: readonly Permission[];
  isComplete: boolean;
  save: { error: unknown; isPending: boolean };
  onCancel: () => void;
}

const SaveBar = ({ label, chosen, isComplete, save, onCancel }: SaveBarProps) => (
  <div className="sticky bottom-3 z-20 grid gap-3 rounded-lg border bg-card p-3 shadow-lg">
    {save.error !== null && <ErrorNote error={save.error} what="The role was not saved" />}
    <div className="flex flex-wrap items-center gap-3">
      <RoleShape permissions={chosen} className="hidden w-44 sm:block" />
      <p className="mr-auto text-muted-foreground tabular-nums">
        {chosen.length} of {Permission.options.length} permissions
      </p>
      <Button variant="outline" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" pending={save.isPending} disabled={!isComplete}>
        {label}
      </Button>
    </div>
  </div>
);

interface RoleEditorProps {
  /** The role that is changed; absent for a new one. */
  role?: Role;
  /** What a new one starts with. */
  start?: readonly Permission[];
  onDone: (saved: Role) => void;
  onCancel: () => void;
}

/** Name, description and permissions of a custom role. */
export const RoleEditor = ({ role, start = [], onDone, onCancel }: RoleEditorProps) => {
  const { permissions: own } = useSession();
  const [text, setText] = useState<RoleWords>({ name: '', description: '', ...role });
  const [chosen, setChosen] = useState<readonly Permission[]>(
    role?.permissions ?? start.filter((permission) => own.includes(permission)),
  );
  const save = useSaveRole(role?.ref);
  const foreign = chosen.filter((permission) => !own.includes(permission));
  const change = (permission: Permission, granted: boolean) =>
    setChosen(granted ? [...chosen, permission] : chosen.filter((known) => known !== permission));
  const submit = () => {
    const permissions = Permission.options.filter((permission) => chosen.includes(permission));
    save.mutate({ name: text.name.trim(), description: text.description.trim(), permissions }, { onSuccess: onDone });
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextFields text={text} onChange={setText} />
      {foreign.length > 0 && (
        <Alert tone="warning" title="This role allows things you may not do yourself">
          You can look at it and take rights away, but somebody who has all of them must save it.
        </Alert>
      )}
      <PermissionMatrix permissions={chosen} onChange={change} obstacle={(permission) => obstacleTo(permission, own)} />
      <SaveBar
        label={role ? 'Save role' : 'Create role'}
        chosen={chosen}
        isComplete={text.name.trim() !== '' && chosen.length > 0}
        save={save}
        onCancel={onCancel}
      />
    </form>
  );
};
