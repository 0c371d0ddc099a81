import type { RouteReply } from '@archestra/contracts';
import { consoleRoutes } from '@archestra/contracts';
import { Badge, Button, Card, ConfirmDialog, Dialog, DialogContent, DialogFooter, EmptyState } from '@archestra/ui';
import { Crown, UserMinus, UserPlus, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { Person } from '../display/person.tsx';
import { PickList } from '../display/pick-list.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useCan, useSession } from '../session/session.query.ts';
import { useUsers } from '../user/user.query.ts';
import { useRemoveMember, useSetMember } from './team.query.ts';

export type TeamDetail = RouteReply<typeof consoleRoutes.getTeam>;
type Member = TeamDetail['members'][number];

/** Whether the signed-in person decides who is in a team. */
const useMayLead = (team: TeamDetail): boolean => {
  const { user } = useSession();
  const leads = team.members.some(({ userId, isLead }) => isLead && userId === user.id);
  return useCan()('team:write') || leads;
};

const AddMembers = ({ team, onDone }: { team: TeamDetail; onDone: () => void }) => {
  const [chosen, setChosen] = useState<string[]>([]);
  const users = useUsers();
  const add = useSetMember(team.id);
  const isIn = (id: string) => team.members.some(({ userId }) => userId === id);
  const addAll = async () => {
    for (const userId of chosen) await add.mutateAsync({ userId, isLead: false });
    onDone();
  };
  return (
    <QueryView query={users} what="The people could not be loaded">
      {(data) => (
        <>
          <PickList
            label="People"
            options={data
              .filter(({ id, isActive }) => isActive && !isIn(id))
              .map(({ id, name, email }) => ({ id, label: name, detail: email }))}
            chosen={chosen}
            onChange={setChosen}
            empty="Everybody is in this team already."
            className="max-h-72"
          />
          <DialogFooter>
            <Button variant="outline" onClick={onDone}>
              Cancel
            </Button>
            <Button
              pending={add.isPending}
              disabled={chosen.length === 0}
              // A failure is said in a toast; who was added before it stays added.
              onClick={() => void addAll().catch(() => undefined)}
            >
              {chosen.length > 1 ? `Add ${chosen.length} people` : 'Add'}
            </Button>
          </DialogFooter>
        </>
      )}
    </QueryView>
  );
};

/** The button that adds people, for those who may decide and may see who there is. */
const AddButton = ({ team }: { team: TeamDetail }) => {
  const [open, setOpen] = useState(false);
  if (!useCan()('user:read'))
    return (
      <p className="text-xs text-muted-foreground">
        Adding somebody needs a role that may see people. Ask an administrator.
      </p>
    );
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <Button className="justify-self-start" onClick={() => setOpen(true)}>
        <UserPlus aria-hidden />
        Add people
      </Button>
      <DialogContent title={`Add people to ${team.name}`}>
        <AddMembers team={team} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  );
};

interface RowProps {
  member: Member;
  mayLead: boolean;
  onLead: (isLead: boolean) => void;
  onRemove: () => void;
}

const Row = ({ member, mayLead, onLead, onRemove }: RowProps) => (
  <li className="flex items-center gap-3 px-4 py-2.5">
    <div className="min-w-0 flex-1">
      <Person name={member.name} email={member.email}>
        {member.isLead && (
          <Badge tone="info">
            <Crown aria-hidden />
            Lead
          </Badge>
        )}
      </Person>
    </div>
    {mayLead && (
      <>
        <Button variant="outline" size="sm" onClick={() => onLead(!member.isLead)}>
          {member.isLead ? 'End lead' : 'Make lead'}
        </Button>
        <Button variant="ghost" size="icon-sm" aria-label={`Remove ${member.name}`} onClick={onRemove}>
          <UserMinus />
        </Button>
      </>
    )}
  </li>
);

/** Who is in a team; leads and administrators add, remove and name leads. */
export const TeamMembers = ({ team }: { team: TeamDetail }) => {
  const mayLead = useMayLead(team);
  const set = useSetMember(team.id);
  const remove = useRemoveMember(team.id);
  const [doomed, setDoomed] = useState<Member>();
  const members = team.members.toSorted((a, b) => Number(b.isLead) - Number(a.isLead) || a.name.localeCompare(b.name));
  return (
    <div className="grid grid-cols-1 gap-4">
      {mayLead && <AddButton team={team} />}
      {members.length === 0 ? (
        <EmptyState icon={UsersRound} title="Nobody is in this team">
          What is given to the team reaches nobody until somebody is added.
        </EmptyState>
      ) : (
        <Card>
          <ul aria-label="Members" className="divide-y">
            {members.map((member) => (
              <Row
                key={member.userId}
                member={member}
                mayLead={mayLead}
                onLead={(isLead) => set.mutate({ userId: member.userId, isLead })}
                onRemove={() => setDoomed(member)}
              />
            ))}
          </ul>
        </Card>
      )}
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Remove ${doomed?.name ?? ''} from ${team.name}?`}
        description="Profiles, servers and credentials they have only through this team are gone for them from the next call on."
        action="Remove from team"
        pending={remove.isPending}
        onConfirm={() => doomed && remove.mutate(doomed.userId, { onSuccess: () => setDoomed(undefined) })}
      />
    </div>
  );
};
