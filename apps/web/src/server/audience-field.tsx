import type { Audience } from '@archestra/contracts';
import { Field, Select, Textarea } from '@archestra/ui';

type Kind = 'public' | 'session' | 'readers';
const kinds = [
  { value: 'public', label: 'Everybody' },
  { value: 'session', label: 'Nobody outside the session' },
  { value: 'readers', label: 'Only the readers named below' },
] as const satisfies readonly { value: Kind; label: string }[];

const starts: Record<Kind, Audience> = { public: 'public', session: [], readers: [''] };

const kindOf = (audience: Audience): Kind => {
  if (audience === 'public') return 'public';
  return audience.length === 0 ? 'session' : 'readers';
};

/** The readers a person typed, one per line, without blanks. */
export const cleanAudience = (audience: Audience): Audience =>
  audience === 'public' ? audience : audience.map((reader) => reader.trim()).filter(Boolean);

/** Who may see what a tool returns. */
export const AudienceField = ({
  audience,
  onChange,
}: {
  audience: Audience;
  onChange: (audience: Audience) => void;
}) => (
  <div className="grid gap-2">
    <Field label="Who may see what it returns?" hint="Data never goes to a recipient who may not see it.">
      {(control) => (
        <Select {...control} value={kindOf(audience)} options={kinds} onChange={(kind) => onChange(starts[kind])} />
      )}
    </Field>
    {audience !== 'public' && audience.length > 0 && (
      <Field label="Readers" hint="One per line: an e-mail address, a domain or a person's id.">
        {(control) => (
          <Textarea
            {...control}
            value={audience.join('\n')}
            onChange={(event) => onChange(event.target.value.split('\n'))}
          />
        )}
      </Field>
    )}
  </div>
);
