import type { Visibility } from '@archestra/contracts';
import { PickList } from '../display/pick-list.tsx';
import { Choices } from '../server/choices.tsx';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';

const words = {
  everyone: { label: 'Everybody', detail: 'All people of your organization see it in the registry.' },
  teams: { label: 'Some teams', detail: 'Only members of these teams, its owner and administrators see it.' },
};

interface VisibilityFieldProps {
  value: Visibility;
  onChange: (value: Visibility) => void;
}

/** Who sees a server in the registry. Who may call it is a matter of profiles. */
export const VisibilityField = ({ value, onChange }: VisibilityFieldProps) => {
  const { data: teams = [] } = useTeams(useCan()('team:read'));
  return (
    <div className="grid gap-3">
      <Choices
        legend="Who sees it"
        words={words}
        value={value.everyone ? 'everyone' : 'teams'}
        onChange={(choice) => onChange({ ...value, everyone: choice === 'everyone' })}
      />
      {!value.everyone && (
        <PickList
          label="Teams"
          options={teams.map(({ id, name, description }) => ({ id, label: name, detail: description }))}
          chosen={value.teamIds}
          onChange={(teamIds) => onChange({ ...value, teamIds })}
          empty="There are no teams yet."
        />
      )}
    </div>
  );
};
