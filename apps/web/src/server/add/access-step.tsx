import { Button, Field, Input } from '@archestra/ui';
import { VisibilityField } from '../../catalog/visibility-field.tsx';
import { WishFields, type Wish } from '../../request/wish-fields.tsx';
import { FieldRows } from './field-rows.tsx';
import { ReachFields } from './reach-fields.tsx';
import { StepForm, type Mode, type StepProps } from './step-form.tsx';

type Props = StepProps & {
  onBack: () => void;
  wish: Wish;
  onWish: (wish: Wish) => void;
};

const actions: Record<Mode, string> = {
  install: 'Add and start',
  ask: 'Send request',
  again: 'Send again',
  version: 'Add version',
};

const Shelf = ({ draft, problems, onChange }: Pick<StepProps, 'draft' | 'problems' | 'onChange'>) => (
  <>
    <Field label="Labels" hint="Separated by commas: people find it by them." error={problems['labels']}>
      {(control) => (
        <Input
          {...control}
          placeholder="data, finance"
          value={draft.labels}
          onChange={(event) => onChange({ labels: event.target.value })}
        />
      )}
    </Field>
    <VisibilityField value={draft.visibility} onChange={(visibility) => onChange({ visibility })} />
  </>
);

/** Step two: what the program may reach, what it has to be told, who sees it; and why, for those who ask. */
export const AccessStep = (props: Props) => {
  const { draft, problems, onChange, onNext, onBack, error, pending, mode, wish, onWish } = props;
  const fields = { draft, problems, onChange };
  const isRemote = draft.kind === 'remote';
  return (
    <StepForm
      error={error}
      mode={mode}
      onSubmit={onNext}
      footer={
        <>
          <Button variant="ghost" className="mr-auto" onClick={onBack}>
            Back
          </Button>
          <Button type="submit" pending={pending}>
            {isRemote && mode === 'install' ? 'Add and connect' : actions[mode]}
          </Button>
        </>
      }
    >
      {!isRemote && <ReachFields {...fields} />}
      <FieldRows {...fields} />
      {mode !== 'version' && <Shelf {...fields} />}
      {(mode === 'ask' || mode === 'again') && <WishFields wish={wish} onChange={onWish} />}
    </StepForm>
  );
};
