import { ArgumentPath, InvocationPolicy, ResultPolicy, type ToolRow } from '@archestra/contracts';
import { Button, Field, Input, Select } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useProfiles } from '../profile/profile.query.ts';
import { Choices } from '../server/choices.tsx';
import { Preview } from '../tool/contract-editor.tsx';
import { schemaPaths } from '../tool/schema-paths.ts';
import { ConditionRows, type ConditionDraft } from './condition-rows.tsx';
import { actionWords, policySentence, readValue, valueText } from './policy-words.ts';
import { useSavePolicy, type AnyPolicy } from './policy.query.ts';

const ANY = ':any';
const calls = InvocationPolicy.shape.action;
const results = ResultPolicy.shape.action;
const pick = <A extends keyof typeof actionWords>(actions: readonly A[]) =>
  Object.fromEntries(actions.map((action) => [action, actionWords[action]])) as Record<A, (typeof actionWords)[A]>;
const callWords = pick(calls.options);
const resultWords = pick(results.options);

interface PolicyFormProps {
  row: ToolRow;
  kind: AnyPolicy['kind'];
  /** Absent: a new one. */
  policy: AnyPolicy | undefined;
  onDone: () => void;
}

/** Sets a policy on calls or on results of a tool, and says in one sentence what it will do. */
export const PolicyForm = ({ row: { server, tool }, kind, policy, onDone }: PolicyFormProps) => {
  const { data: profiles = [] } = useProfiles();
  const [profileId, setProfile] = useState(policy?.profileId ?? ANY);
  const [isWide, setWide] = useState(policy?.tool === null);
  const [note, setNote] = useState(policy?.note ?? '');
  const [callAction, setCallAction] = useState(calls.catch('block-when-untrusted').parse(policy?.action));
  const [resultAction, setResultAction] = useState(results.catch('sanitize').parse(policy?.action));
  const [drafts, setDrafts] = useState<ConditionDraft[]>(
    (policy?.conditions ?? []).map((one) => ({ ...one, value: valueText(one.value) })),
  );
  const save = useSavePolicy();
  const conditions = drafts.map((one) => ({ ...one, value: readValue(one.value, one.operator) }));
  const common = {
    ...{ serverId: server.id, tool: isWide ? null : tool.name, profileId: profileId === ANY ? null : profileId },
    ...{ conditions, note: note.trim(), isEnabled: policy?.isEnabled ?? true, ...(policy && { id: policy.id }) },
  };
  const input = kind === 'call' ? { ...common, kind, action: callAction } : { ...common, kind, action: resultAction };
  const profile = profiles.find(({ id }) => id === profileId)?.name ?? null;
  const isReadable = drafts.every(({ path }) => ArgumentPath.safeParse(path).success);
  return (
    <form
      className="grid gap-4 rounded-lg border p-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(input, { onSuccess: onDone });
      }}
    >
      {kind === 'call' ? (
        <Choices legend="What happens to the call?" words={callWords} value={callAction} onChange={setCallAction} />
      ) : (
        <Choices
          legend="What happens to the result?"
          words={resultWords}
          value={resultAction}
          onChange={setResultAction}
        />
      )}
      <ConditionRows
        conditions={drafts}
        paths={schemaPaths(kind === 'call' ? tool.inputSchema : tool.outputSchema)}
        onChange={setDrafts}
      />
      {!isReadable && (
        <p role="alert" className="text-xs text-destructive">
          A path looks like $.to, $.to[*] or $.items[0].id.
        </p>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="For">
          {(control) => (
            <Select
              {...control}
              value={isWide ? 'server' : 'tool'}
              options={[
                { value: 'tool', label: tool.name },
                { value: 'server', label: `Every tool of ${server.name}` },
              ]}
              onChange={(value) => setWide(value === 'server')}
            />
          )}
        </Field>
        <Field label="In the profile">
          {(control) => (
            <Select
              {...control}
              value={profileId}
              options={[
                { value: ANY, label: 'Every profile' },
                ...profiles.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              onChange={setProfile}
            />
          )}
        </Field>
      </div>
      <Field label="Note" hint="Why there is this policy, for whoever reads it next.">
        {(control) => (
          <Input {...control} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />
        )}
      </Field>
      <Preview sentences={[policySentence({ ...input, profile })]} />
      {save.error && <ErrorNote error={save.error} what="The policy was not saved" />}
      <div className="flex justify-end gap-2">
        <Button variant="outline" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" pending={save.isPending} disabled={!isReadable}>
          Save policy
        </Button>
      </div>
    </form>
  );
};
