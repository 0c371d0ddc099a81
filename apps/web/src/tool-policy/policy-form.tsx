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
import { useSavePolicy, type AnyPolicy, type PolicyInput } from './policy.query.ts';

const ANY = ':any';
const calls = InvocationPolicy.shape.action;
const results = ResultPolicy.shape.action;
const pick = <A extends keyof typeof actionWords>(actions: readonly A[]) =>
  Object.fromEntries(actions.map((action) => [action, actionWords[action]])) as Record<A, (typeof actionWords)[A]>;
const callWords = pick(calls.options);
const resultWords = pick(results.options);

/** A policy as it is typed. */
interface Draft {
  /** `ANY`: every profile. */
  profileId: string;
  /** For every tool of the server. */
  isWide: boolean;
  note: string;
  callAction: InvocationPolicy['action'];
  resultAction: ResultPolicy['action'];
  conditions: readonly ConditionDraft[];
}

const blank: Draft = {
  ...{ profileId: ANY, isWide: false, note: '', conditions: [] },
  ...{ callAction: 'block-when-untrusted', resultAction: 'sanitize' },
};

const draftOf = (policy: AnyPolicy): Draft => ({
  profileId: policy.profileId ?? ANY,
  isWide: policy.tool === null,
  note: policy.note,
  callAction: policy.kind === 'call' ? policy.action : blank.callAction,
  resultAction: policy.kind === 'result' ? policy.action : blank.resultAction,
  conditions: policy.conditions.map((one) => ({ ...one, value: valueText(one.value) })),
});

interface PolicyFormProps {
  row: ToolRow;
  kind: AnyPolicy['kind'];
  /** Absent: a new one. */
  policy: AnyPolicy | undefined;
  onDone: () => void;
}

const inputOf = (draft: Draft, { row: { server, tool }, kind, policy }: PolicyFormProps): PolicyInput => {
  const common = {
    serverId: server.id,
    tool: draft.isWide ? null : tool.name,
    profileId: draft.profileId === ANY ? null : draft.profileId,
    conditions: draft.conditions.map((one) => ({ ...one, value: readValue(one.value, one.operator) })),
    note: draft.note.trim(),
    isEnabled: policy?.isEnabled ?? true,
    ...(policy && { id: policy.id }),
  };
  return kind === 'call'
    ? { ...common, kind, action: draft.callAction }
    : { ...common, kind, action: draft.resultAction };
};

interface FieldsProps {
  row: ToolRow;
  draft: Draft;
  profiles: readonly { id: string; name: string }[];
  onChange: (part: Partial<Draft>) => void;
}

const ScopeFields = ({ row: { server, tool }, draft, profiles, onChange }: FieldsProps) => (
  <div className="grid gap-4 sm:grid-cols-2">
    <Field label="For">
      {(control) => (
        <Select
          {...control}
          value={draft.isWide ? 'server' : 'tool'}
          options={[
            { value: 'tool', label: tool.name },
            { value: 'server', label: `Every tool of ${server.name}` },
          ]}
          onChange={(value) => onChange({ isWide: value === 'server' })}
        />
      )}
    </Field>
    <Field label="In the profile">
      {(control) => (
        <Select
          {...control}
          value={draft.profileId}
          options={[
            { value: ANY, label: 'Every profile' },
            ...profiles.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(profileId) => onChange({ profileId })}
        />
      )}
    </Field>
  </div>
);

/** Sets a policy on calls or on results of a tool, and says in one sentence what it will do. */
export const PolicyForm = (props: PolicyFormProps) => {
  const { row, kind, policy, onDone } = props;
  const { data: profiles = [] } = useProfiles();
  const [draft, setDraft] = useState<Draft>(policy ? draftOf(policy) : blank);
  const save = useSavePolicy();
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const input = inputOf(draft, props);
  const isReadable = draft.conditions.every(({ path }) => ArgumentPath.safeParse(path).success);
  const profile = profiles.find(({ id }) => id === draft.profileId)?.name ?? null;
  return (
    <form
      className="grid gap-4 rounded-lg border p-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(input, { onSuccess: onDone });
      }}
    >
      {kind === 'call' ? (
        <Choices
          legend="What happens to the call?"
          words={callWords}
          value={draft.callAction}
          onChange={(callAction) => change({ callAction })}
        />
      ) : (
        <Choices
          legend="What happens to the result?"
          words={resultWords}
          value={draft.resultAction}
          onChange={(resultAction) => change({ resultAction })}
        />
      )}
      <ConditionRows
        conditions={draft.conditions}
        paths={schemaPaths(kind === 'call' ? row.tool.inputSchema : row.tool.outputSchema)}
        onChange={(conditions) => change({ conditions })}
      />
      {!isReadable && (
        <p role="alert" className="text-xs text-destructive">
          A path looks like $.to, $.to[*] or $.items[0].id.
        </p>
      )}
      <ScopeFields row={row} draft={draft} profiles={profiles} onChange={change} />
      <Field label="Note" hint="Why there is this policy, for whoever reads it next.">
        {(control) => (
          <Input
            {...control}
            value={draft.note}
            maxLength={500}
            onChange={(event) => change({ note: event.target.value })}
          />
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
