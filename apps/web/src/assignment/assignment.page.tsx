import type { McpServerSummary, Profile } from '@archestra/contracts';
import { Button, Card, CardBody, CardHeader, EmptyState, Select, toast } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Blocks, Grid2x2Plus } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { count } from '../display/format.ts';
import { Page } from '../display/page.tsx';
import { PickList } from '../display/pick-list.tsx';
import { QueryView } from '../display/query-view.tsx';
import { accessWords } from '../profile/access.ts';
import type { Grants } from '../profile/grants.ts';
import { useProfiles } from '../profile/profile.query.ts';
import { useMayChange } from '../profile/use-may-change.ts';
import { useServers } from '../server/server.query.ts';
import { PlanPreview } from './plan-preview.tsx';
import { assignmentsOf, planOf, type Direction, type PlanRow } from './plan.ts';
import { ToolChoice } from './tool-choice.tsx';
import { useAssignMany } from './assignment.query.ts';

const directions = [
  { value: 'add', label: 'Grant in all of them' },
  { value: 'remove', label: 'Take away from all of them' },
] as const satisfies readonly { value: Direction; label: string }[];

interface ApplyProps {
  rows: readonly PlanRow[];
  chosen: Grants;
  direction: Direction;
  onDone: () => void;
}

const Apply = ({ rows, chosen, direction, onDone }: ApplyProps) => {
  const assign = useAssignMany();
  const touched = rows.filter(({ total }) => total > 0);
  const tools = touched.reduce((sum, { total }) => sum + total, 0);
  const apply = () => {
    const profileIds = touched.map(({ profile }) => profile.id);
    const done = (reply: { added: number; removed: number }) => {
      toast.success(`${count(reply.added + reply.removed, 'grant')} changed in ${count(profileIds.length, 'profile')}`);
      onDone();
    };
    assign.mutate({ profileIds, [direction]: assignmentsOf(chosen) }, { onSuccess: done });
  };
  return (
    <div className="grid gap-3">
      {assign.error && <ErrorNote error={assign.error} what="Nothing was changed" />}
      <div className="flex flex-wrap items-center gap-3">
        <p className="mr-auto text-muted-foreground">
          {tools === 0
            ? 'Everything is as you want it already.'
            : `${direction === 'add' ? 'Grants' : 'Takes away'} ${count(tools, 'tool')} in ${count(touched.length, 'profile')}. All of it or nothing.`}
        </p>
        <Button
          variant={direction === 'add' ? 'primary' : 'destructive'}
          pending={assign.isPending}
          disabled={tools === 0}
          onClick={apply}
        >
          Apply
        </Button>
      </div>
    </div>
  );
};

const Assign = ({ profiles, servers }: { profiles: readonly Profile[]; servers: readonly McpServerSummary[] }) => {
  const [profileIds, setProfileIds] = useState<string[]>([]);
  const [chosen, setChosen] = useState<Grants>(new Map());
  const [direction, setDirection] = useState<Direction>('add');
  const rows = planOf(
    profiles.filter(({ id }) => profileIds.includes(id)),
    chosen,
    direction,
  );
  const isReady = rows.length > 0 && assignmentsOf(chosen).length > 0;
  return (
    <div className="grid gap-5">
      <div className="grid gap-5 lg:grid-cols-2">
        <div className="grid content-start gap-2">
          <PickList
            label="Profiles"
            options={profiles.map(({ id, name, access }) => ({ id, label: name, detail: accessWords(access) }))}
            chosen={profileIds}
            onChange={setProfileIds}
            empty="There are no profiles you may change."
            className="max-h-80"
          />
          <span className="flex gap-2">
            <Button variant="outline" size="sm" onClick={() => setProfileIds(profiles.map(({ id }) => id))}>
              All {profiles.length}
            </Button>
            <Button variant="ghost" size="sm" disabled={profileIds.length === 0} onClick={() => setProfileIds([])}>
              None
            </Button>
          </span>
        </div>
        <ToolChoice servers={servers} chosen={chosen} onChange={setChosen} />
      </div>
      <Card>
        <CardHeader
          title="What will change"
          action={
            <Select
              aria-label="What to do with the chosen tools"
              className="w-60"
              value={direction}
              options={directions}
              onChange={setDirection}
            />
          }
        />
        <CardBody className="grid gap-4">
          {isReady ? (
            <>
              <PlanPreview
                rows={rows}
                servers={new Map(servers.map(({ id, title }) => [id, title]))}
                direction={direction}
              />
              <Apply rows={rows} chosen={chosen} direction={direction} onDone={() => setChosen(new Map())} />
            </>
          ) : (
            <EmptyState icon={Grid2x2Plus} title="Nothing chosen yet">
              Tick profiles and tools: you see what changes before anything does.
            </EmptyState>
          )}
        </CardBody>
      </Card>
    </div>
  );
};

/** Grants or takes away tools in many profiles at once, after showing what that changes. */
export const AssignmentPage = () => {
  const mayChange = useMayChange();
  const profiles = useProfiles();
  const servers = useServers();
  return (
    <Page
      name="Change many profiles"
      title="Change many profiles"
      description="Grant tools in many profiles at once, or take them away."
      trail={
        <Link to="/mcp/profiles" className="rounded-sm hover:text-foreground hover:underline">
          ← All profiles
        </Link>
      }
    >
      <QueryView query={profiles} what="The profiles could not be loaded">
        {(all) => {
          const own = all.filter(mayChange);
          if (own.length === 0)
            return (
              <EmptyState icon={Blocks} title="There is no profile you may change">
                You change the profiles you own; administrators and editors change all of them.
              </EmptyState>
            );
          return (
            <QueryView query={servers} what="The servers could not be loaded">
              {(installed) => <Assign profiles={own} servers={installed} />}
            </QueryView>
          );
        }}
      </QueryView>
    </Page>
  );
};
