import type { BudgetScope } from '@archestra/contracts';
import { Field, Select } from '@archestra/ui';
import { scopeWords } from './budget-words.ts';
import { useSubjects } from './subject.ts';

const EACH = ':each';

interface SubjectFieldProps {
  scope: BudgetScope;
  subject: string | null;
  onChange: (subject: string | null) => void;
}

/** Which team, person, profile, token or model; or each of them on its own. */
export const SubjectField = ({ scope, subject, onChange }: SubjectFieldProps) => {
  const known = useSubjects()[scope];
  const { label, each } = scopeWords[scope];
  const gone =
    subject !== null && !known.some(({ id }) => id === subject) ? [{ id: subject, name: 'One you cannot see' }] : [];
  return (
    <Field label={label} hint={`“${each}” gives every one the whole limit.`}>
      {(control) => (
        <Select
          {...control}
          value={subject ?? EACH}
          options={[
            { value: EACH, label: each },
            ...[...gone, ...known].map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(value) => onChange(value === EACH ? null : value)}
        />
      )}
    </Field>
  );
};
