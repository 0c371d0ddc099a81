import type { ConfigurationField } from '@archestra/contracts';
import { Field, Input, Select } from '@archestra/ui';

export type Answers = Record<string, string>;

const NONE = ':none';

interface ConfigurationFieldsProps {
  fields: readonly ConfigurationField[];
  answers: Answers;
  onChange: (answers: Answers) => void;
}

/** Answers as they are sent: without those nobody gave. */
export const cleanAnswers = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== ''));

/** Whether every field that needs an answer has one; secrets are given later, by whoever they belong to. */
export const isAnswered = (fields: readonly ConfigurationField[], answers: Answers): boolean =>
  fields.every(
    ({ name, isSecret, isRequired, default: preset }) =>
      isSecret || !isRequired || (answers[name] ?? '') !== '' || preset !== undefined,
  );

const Control = ({
  field,
  answers,
  onChange,
}: Omit<ConfigurationFieldsProps, 'fields'> & { field: ConfigurationField }) => {
  const { name, title, description, isRequired, choices, default: preset } = field;
  const value = answers[name] ?? '';
  const set = (next: string) => onChange({ ...answers, [name]: next });
  return (
    <Field
      label={
        <>
          {title || name} {!isRequired && <span className="font-normal text-muted-foreground">optional</span>}
        </>
      }
      hint={[description, preset !== undefined && `Without an answer: ${preset}`].filter(Boolean).join(' ')}
    >
      {(control) =>
        choices.length > 0 ? (
          <Select
            {...control}
            value={value || NONE}
            options={[
              { value: NONE, label: preset === undefined ? 'Choose' : `Default (${preset})` },
              ...choices.map((choice) => ({ value: choice, label: choice })),
            ]}
            onChange={(next) => set(next === NONE ? '' : next)}
          />
        ) : (
          <Input {...control} value={value} spellCheck={false} onChange={(event) => set(event.target.value)} />
        )
      }
    </Field>
  );
};

/** What a server has to be told that is no secret; of secrets it says who gives them. */
export const ConfigurationFields = ({ fields, answers, onChange }: ConfigurationFieldsProps) => {
  const secrets = fields.filter(({ isSecret }) => isSecret);
  return (
    <>
      {fields
        .filter(({ isSecret }) => !isSecret)
        .map((field) => (
          <Control key={field.name} field={field} answers={answers} onChange={onChange} />
        ))}
      {secrets.length > 0 && (
        <p className="rounded-md bg-muted px-3 py-2 text-xs text-muted-foreground">
          {secrets.map(({ title, name }) => title || name).join(', ')}: secret. Whoever uses the server gives it under
          Credentials; it never passes through here.
        </p>
      )}
    </>
  );
};
