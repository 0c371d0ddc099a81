import type { Team, Token } from '@archestra/contracts';
import { Card, CardBody, CardHeader, EmptyState, Field, Select } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Bot } from 'lucide-react';
import { useState } from 'react';
import { QueryView } from '../display/query-view.tsx';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { NewToken } from './new-token.tsx';
import { TokenTable } from './token-table.tsx';
import { useSharedTokens, type TokenOwner } from './token.query.ts';

const MACHINE = 'machine';

const ownerOf = (choice: string): TokenOwner =>
  choice === MACHINE ? { kind: 'service' } : { kind: 'team', teamId: choice };

const NewSharedToken = ({ team, teams }: { team: Pick<Team, 'id'> | undefined; teams: readonly Team[] }) => {
  const [choice, setChoice] = useState(team?.id ?? MACHINE);
  return (
    <Card>
      <CardHeader
        title="New token"
        description="You can give it only what you may do yourself; it keeps that when you leave."
      />
      <CardBody className="grid gap-3">
        {!team && (
          <Field
            label="Acts for"
            className="max-w-xs"
            hint={
              choice === MACHINE
                ? 'A machine of its own: no person’s or team’s credentials are used.'
                : 'Uses the credentials of the team and reaches its profiles.'
            }
          >
            {(control) => (
              <Select
                {...control}
                value={choice}
                options={[
                  { value: MACHINE, label: 'A machine' },
                  ...teams.map(({ id, name }) => ({ value: id, label: `The team ${name}` })),
                ]}
                onChange={setChoice}
              />
            )}
          </Field>
        )}
        <NewToken key={choice} owner={ownerOf(choice)} />
      </CardBody>
    </Card>
  );
};

const Owner = ({ token, teams }: { token: Token; teams: readonly Team[] }) => {
  if (token.kind === 'service') return <>a machine</>;
  const team = teams.find(({ id }) => id === token.ownerId);
  return (
    <Link to="/settings/teams/$id" params={{ id: token.ownerId }} className="hover:underline">
      team {team?.name ?? token.ownerId.slice(0, 8)}
    </Link>
  );
};

/** Tokens that act for a team or for a machine; of one team when there is one. */
export const SharedTokens = ({ team }: { team?: Pick<Team, 'id' | 'name'> }) => {
  const can = useCan();
  const { data: teams = [] } = useTeams(can('team:read'));
  return (
    <div className="grid gap-5">
      {can('shared-token:write') && <NewSharedToken team={team} teams={teams} />}
      <QueryView query={useSharedTokens(team?.id)} what="The tokens could not be loaded">
        {(tokens) =>
          tokens.length === 0 ? (
            <EmptyState icon={Bot} title={team ? `${team.name} has no tokens` : 'No shared tokens'}>
              For agents and pipelines that belong to nobody in particular. They show up in the record under their own
              name and do not end when somebody leaves.
            </EmptyState>
          ) : (
            <TokenTable
              label="Shared tokens"
              tokens={tokens}
              mayRevoke={can('shared-token:write')}
              {...(!team && { ownerOf: (token: Token) => <Owner token={token} teams={teams} /> })}
            />
          )
        }
      </QueryView>
    </div>
  );
};
