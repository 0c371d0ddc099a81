import type { CatalogDraft } from '@archestra/contracts';
import { Button } from '@archestra/ui';
import { Facts } from '../../display/facts.tsx';
import { WishFields, type Wish } from '../../request/wish-fields.tsx';
import { whatItMayReach, whatRuns } from '../source-facts.tsx';
import { StepForm, type StepProps } from './step-form.tsx';

type Props = Omit<StepProps, 'draft' | 'onChange'> & {
  /** What is going to be asked for. */
  item: CatalogDraft;
  wish: Wish;
  onWish: (wish: Wish) => void;
  onBack: () => void;
};

/** The last step of those who ask: what a reviewer will read, and why they should agree. */
export const ReviewStep = ({ item, wish, onWish, onBack, onNext, pending, ...form }: Props) => (
  <StepForm
    {...form}
    onSubmit={onNext}
    footer={
      <>
        <Button variant="ghost" className="mr-auto" onClick={onBack}>
          Back
        </Button>
        <Button type="submit" pending={pending}>
          {form.mode === 'again' ? 'Send again' : 'Send request'}
        </Button>
      </>
    }
  >
    <WishFields wish={wish} onChange={onWish} />
    <section aria-label="What you ask for" className="grid gap-3 border-t pt-5">
      <h2 className="font-medium">What you ask for</h2>
      <Facts
        rows={[
          ['Title', item.title],
          ['Short name', <code className="font-mono text-xs">{item.name}</code>],
          ['Version', item.version],
          ...whatRuns(item.source),
          ...whatItMayReach(item.source),
          ['Fields', item.fields.map(({ name }) => name).join(', ')],
        ]}
      />
    </section>
  </StepForm>
);
