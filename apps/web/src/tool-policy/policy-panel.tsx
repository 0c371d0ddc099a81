import type { ToolRow } from '@archestra/contracts';
import { Badge, Button, Switch } from '@archestra/ui';
import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { QueryView } from '../display/query-view.tsx';
import { useProfiles } from '../profile/profile.query.ts';
import { useCan } from '../session/session.query.ts';
import { PolicyForm } from './policy-form.tsx';
import { policySentence } from './policy-words.ts';
import {
  useDeletePolicy,
  useInvocationPolicies,
  useResultPolicies,
  useSavePolicy,
  type AnyPolicy,
} from './policy.query.ts';

interface RowProps {
  policy: AnyPolicy;
  mayWrite: boolean;
  onEdit: () => void;
}

const Row = ({ policy, mayWrite, onEdit }: RowProps) => {
  const { data: profiles = [] } = useProfiles();
  const save = useSavePolicy();
  const remove = useDeletePolicy();
  const profile =
    policy.profileId === null ? null : (profiles.find(({ id }) => id === policy.profileId)?.name ?? 'another one');
  const { createdAt: _, ...input } = policy;
  const sentence = policySentence({ ...policy, profile });
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-2.5">
      <div className="min-w-0 flex-1 basis-52">
        <p className="wrap-anywhere">{sentence}</p>
        {policy.note && <p className="text-xs text-muted-foreground wrap-anywhere">{policy.note}</p>}
      </div>
      {mayWrite ? (
        <span className="flex items-center gap-1">
          <Switch
            aria-label={`On: ${sentence}`}
            checked={policy.isEnabled}
            disabled={save.isPending}
            onCheckedChange={(isEnabled) => save.mutate({ ...input, isEnabled })}
          />
          <Button variant="ghost" size="icon-sm" aria-label={`Change: ${sentence}`} onClick={onEdit}>
            <Pencil />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={`Delete: ${sentence}`}
            pending={remove.isPending}
            onClick={() => remove.mutate(policy)}
          >
            <Trash2 />
          </Button>
        </span>
      ) : (
        <Badge>{policy.isEnabled ? 'On' : 'Off'}</Badge>
      )}
    </li>
  );
};

interface ListProps {
  row: ToolRow;
  kind: AnyPolicy['kind'];
  policies: readonly AnyPolicy[];
}

const titles = { call: 'On its calls', result: 'On its results' };

const List = ({ row, kind, policies }: ListProps) => {
  const mayWrite = useCan()('tool-policy:write');
  const [target, setTarget] = useState<AnyPolicy | 'new'>();
  const own = policies.filter(
    ({ serverId, tool }) => serverId === row.server.id && (tool === null || tool === row.tool.name),
  );
  const edited = target === 'new' ? undefined : target;
  return (
    <section className="grid gap-2">
      <div className="flex items-center justify-between gap-2">
        <h3 className="text-sm font-semibold">{titles[kind]}</h3>
        {mayWrite && !target && (
          <Button variant="outline" size="sm" onClick={() => setTarget('new')}>
            <Plus aria-hidden />
            Add policy
          </Button>
        )}
      </div>
      {target && (
        <PolicyForm key={edited?.id} row={row} kind={kind} policy={edited} onDone={() => setTarget(undefined)} />
      )}
      {own.length === 0 && !target && <p className="text-muted-foreground">None: the contract alone decides.</p>}
      {own.length > 0 && (
        <ul aria-label={`Policies ${titles[kind].toLowerCase()}`} className="divide-y rounded-md border">
          {own.map((policy) => (
            <Row key={policy.id} policy={policy} mayWrite={mayWrite} onEdit={() => setTarget(policy)} />
          ))}
        </ul>
      )}
    </section>
  );
};

/** Policies on calls and on results of one tool, those of its whole server included. */
export const PolicyPanel = ({ row }: { row: ToolRow }) => {
  const calls = useInvocationPolicies();
  const results = useResultPolicies();
  return (
    <div className="grid gap-5">
      <p className="text-muted-foreground">
        Policies are looked at before the contract. What refuses wins over what asks, and both win over what allows.
      </p>
      <QueryView query={calls} what="The policies on calls could not be loaded">
        {(data) => <List row={row} kind="call" policies={data} />}
      </QueryView>
      <QueryView query={results} what="The policies on results could not be loaded">
        {(data) => <List row={row} kind="result" policies={data} />}
      </QueryView>
    </div>
  );
};
