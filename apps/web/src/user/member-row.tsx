import type { Team, User } from '@archestra/contracts';
import {
  Badge,
  Button,
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
  TableCell,
  TableRow,
} from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Ellipsis, UserCheck, UserCog, UserX } from 'lucide-react';
import { Person } from '../display/person.tsx';
import { Time } from '../display/time.tsx';

export type MemberAct = 'role' | 'activity';
interface MemberRowProps {
  user: User;
  isMe: boolean;
  teams: readonly Team[];
  /** Absent for those who may only look. */
  onAct?: ((act: MemberAct) => void) | undefined;
}

const Acts = ({ user, onAct }: { user: User; onAct: (act: MemberAct) => void }) => (
  <DropdownMenu>
    <DropdownMenuTrigger asChild>
      <Button variant="ghost" size="icon-sm" aria-label={`What to do with ${user.name}`}>
        <Ellipsis />
      </Button>
    </DropdownMenuTrigger>
    <DropdownMenuContent align="end">
      <DropdownMenuItem onSelect={() => onAct('role')}>
        <UserCog aria-hidden />
        Change role
      </DropdownMenuItem>
      <DropdownMenuItem {...(user.isActive && { tone: 'destructive' as const })} onSelect={() => onAct('activity')}>
        {user.isActive ? <UserX aria-hidden /> : <UserCheck aria-hidden />}
        {user.isActive ? 'Deactivate' : 'Reactivate'}
      </DropdownMenuItem>
    </DropdownMenuContent>
  </DropdownMenu>
);

/** The names of teams as links; those the list does not know are only counted. */
const Teams = ({ user, teams }: { user: User; teams: readonly Team[] }) => {
  const known = teams.filter(({ id }) => user.teamIds.includes(id));
  if (user.teamIds.length === 0) return <span className="text-muted-foreground">None</span>;
  if (known.length === 0) return <>{user.teamIds.length}</>;
  return (
    <span className="flex flex-wrap gap-x-2">
      {known.map(({ id, name }) => (
        <Link key={id} to="/settings/teams/$id" params={{ id }} className="hover:underline">
          {name}
        </Link>
      ))}
    </span>
  );
};

/** One person of the list. */
export const MemberRow = ({ user, isMe, teams, onAct }: MemberRowProps) => (
  <TableRow>
    <TableCell className="max-w-0 min-w-52">
      <Person name={user.name} email={user.email} muted={!user.isActive}>
        {isMe && <Badge>You</Badge>}
        {!user.isActive && <Badge tone="warning">Deactivated</Badge>}
        <span className="text-xs font-normal text-muted-foreground md:hidden">{user.roleName}</span>
      </Person>
    </TableCell>
    <TableCell className="max-md:hidden">{user.roleName}</TableCell>
    <TableCell className="max-md:hidden">
      <Teams user={user} teams={teams} />
    </TableCell>
    <TableCell className="whitespace-nowrap text-muted-foreground max-lg:hidden">
      <Time at={user.createdAt} />
    </TableCell>
    <TableCell className="w-10 text-right">{onAct && !isMe && <Acts user={user} onAct={onAct} />}</TableCell>
  </TableRow>
);
