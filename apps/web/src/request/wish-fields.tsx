import { Field, Textarea } from '@archestra/ui';
import { PickList } from '../display/pick-list.tsx';
import { useProfiles } from '../profile/profile.query.ts';

/** Why somebody wants a server, and where its tools should appear. */
export interface Wish {
  reason: string;
  profileIds: string[];
}

/** The part of a request that is for the reviewer. */
export const WishFields = ({ wish, onChange }: { wish: Wish; onChange: (wish: Wish) => void }) => {
  const { data: profiles = [] } = useProfiles();
  return (
    <>
      <Field label="What do you need it for?" hint="The reviewer reads this first.">
        {(control) => (
          <Textarea
            {...control}
            value={wish.reason}
            maxLength={4_000}
            onChange={(event) => onChange({ ...wish, reason: event.target.value })}
          />
        )}
      </Field>
      <PickList
        label="In which profiles should its tools appear?"
        options={profiles.map(({ id, name, description }) => ({ id, label: name, detail: description }))}
        chosen={wish.profileIds}
        onChange={(profileIds) => onChange({ ...wish, profileIds })}
        empty="There are no profiles you may use yet. The reviewer can choose some."
      />
    </>
  );
};
