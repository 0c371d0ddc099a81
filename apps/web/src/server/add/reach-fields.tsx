import { Checkbox, Field, Input, Textarea } from '@archestra/ui';
import { Rows } from './rows.tsx';
import type { StepProps } from './step-form.tsx';

type FieldsProps = Pick<StepProps, 'draft' | 'problems' | 'onChange'>;

const HostRows = ({ draft, problems, onChange }: FieldsProps) => (
  <Rows
    legend="Hosts"
    hint={
      <>
        The only places it may connect to; without one it has no network.{' '}
        <code className="font-mono">api.example.com</code> is one host, <code className="font-mono">*.example.com</code>{' '}
        its subdomains, <code className="font-mono">:8443</code> behind it another port, and{' '}
        <code className="font-mono">*</code> every public host. Private and metadata addresses stay refused, and each
        attempt is kept.
      </>
    }
    addLabel="Add host"
    error={problems['source.egressHosts']}
    rows={draft.hosts}
    empty={{ host: '' }}
    onChange={(hosts) => onChange({ hosts })}
  >
    {(row, set, label) => (
      <Input
        aria-label={`Name of ${label}`}
        placeholder="api.example.com"
        spellCheck={false}
        autoCapitalize="off"
        className="font-mono"
        value={row.host}
        onChange={(event) => set({ host: event.target.value })}
      />
    )}
  </Rows>
);

const DirectoryRows = ({ draft, problems, onChange }: FieldsProps) => (
  <Rows
    legend="Directories"
    hint="The only part of the host’s disk it can see, beside its own private home. Whoever operates the host opens directories with SERVER_DIRECTORIES. Not in pods."
    addLabel="Add directory"
    error={problems['source.directories']}
    rows={draft.directories}
    empty={{ path: '', writable: false }}
    onChange={(directories) => onChange({ directories })}
  >
    {(row, set, label) => (
      <>
        <Input
          aria-label={`Path of ${label}`}
          placeholder="/home/me/projects"
          spellCheck={false}
          value={row.path}
          onChange={(event) => set({ ...row, path: event.target.value })}
        />
        <label className="flex shrink-0 items-center gap-1.5 text-xs">
          <Checkbox checked={row.writable} onCheckedChange={(checked) => set({ ...row, writable: checked === true })} />
          may write
        </label>
      </>
    )}
  </Rows>
);

const EnvironmentRows = ({ draft, problems, onChange }: FieldsProps) => (
  <Rows
    legend="Environment"
    hint="Not for secrets: everybody who sees the server can read these values. Secrets are configuration fields."
    addLabel="Add variable"
    error={problems['source.environment']}
    rows={draft.environment}
    empty={{ name: '', value: '' }}
    onChange={(environment) => onChange({ environment })}
  >
    {(row, set, label) => (
      <>
        <Input
          aria-label={`Name of ${label}`}
          placeholder="LOG_LEVEL"
          spellCheck={false}
          className="font-mono"
          value={row.name}
          onChange={(event) => set({ ...row, name: event.target.value })}
        />
        <Input
          aria-label={`Value of ${label}`}
          placeholder="info"
          spellCheck={false}
          className="font-mono"
          value={row.value}
          onChange={(event) => set({ ...row, value: event.target.value })}
        />
      </>
    )}
  </Rows>
);

const limits = [
  ['cpu', 'CPU (mCPU)', '500'],
  ['memory', 'Memory (MiB)', '256'],
  ['storage', 'Disk (MiB)', '1024'],
] as const;

const LimitFields = ({ draft, problems, onChange }: FieldsProps) => (
  <fieldset className="grid gap-2">
    <legend className="font-medium">Limits</legend>
    <p className="mt-1 text-xs text-muted-foreground">Blank takes the platform’s defaults. 1000 mCPU is one core.</p>
    <div className="grid grid-cols-3 gap-2 sm:gap-4">
      {limits.map(([name, label, placeholder]) => (
        <Field key={name} label={<span className="font-normal">{label}</span>}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              placeholder={placeholder}
              value={draft[name]}
              onChange={(event) => onChange({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </div>
    {problems['source.limits'] && (
      <p role="alert" className="text-xs text-destructive">
        {problems['source.limits']}
      </p>
    )}
  </fieldset>
);

/** What a program may reach and what it is started with. Nothing by default. */
export const ReachFields = (props: FieldsProps) => {
  const { draft, problems, onChange } = props;
  return (
    <>
      <HostRows {...props} />
      {draft.kind !== 'image' && <DirectoryRows {...props} />}
      <Field
        label="Arguments"
        hint="One per line, exactly as the program expects them."
        error={problems['source.arguments']}
      >
        {(control) => (
          <Textarea
            {...control}
            className="font-mono"
            spellCheck={false}
            value={draft.arguments}
            onChange={(event) => onChange({ arguments: event.target.value })}
          />
        )}
      </Field>
      <EnvironmentRows {...props} />
      <LimitFields {...props} />
    </>
  );
};
