import { Button, Field, Input, Textarea } from '@archestra/ui';
import { Choices } from '../choices.tsx';
import { nameOf, titleOf, type DraftKind } from './draft.ts';
import { examples } from './examples.ts';
import { ImageFields } from './image-fields.tsx';
import { ServerJsonFields } from './server-json-fields.tsx';
import { StepForm, type StepProps } from './step-form.tsx';

const kinds: Record<DraftKind, { label: string; detail: string }> = {
  npm: { label: 'npm package', detail: 'A Node program from the npm registry, run here in a sandbox.' },
  pypi: { label: 'PyPI package', detail: 'A Python program from the Python Package Index, run here in a sandbox.' },
  image: { label: 'Container image', detail: 'Any image, run in a pod of its own. Needs servers on Kubernetes.' },
  remote: { label: 'Remote address', detail: 'A server that already runs somewhere and speaks Streamable HTTP.' },
};
const importWords = {
  'server-json': {
    label: 'server.json',
    detail: 'The document of a server from another registry. Paste or upload it.',
  },
};
const choices = { ...kinds, ...importWords };

export type SourceKind = keyof typeof choices;
type FieldsProps = Pick<StepProps, 'draft' | 'problems' | 'onChange'>;

const PackageFields = ({ draft, problems, onChange }: FieldsProps) => (
  <>
    <div className="grid gap-4 sm:grid-cols-[1fr_10rem]">
      <Field label="Package" error={problems['source.package']}>
        {(control) => (
          <Input
            {...control}
            value={draft.package}
            placeholder={draft.kind === 'npm' ? '@scope/server-name' : 'mcp-server-name'}
            spellCheck={false}
            autoCapitalize="off"
            onChange={(event) => onChange({ package: event.target.value })}
          />
        )}
      </Field>
      <Field label="Exact version" error={problems['source.version']}>
        {(control) => (
          <Input
            {...control}
            value={draft.version}
            placeholder="1.0.0"
            spellCheck={false}
            onChange={(event) => onChange({ version: event.target.value })}
          />
        )}
      </Field>
    </div>
    {draft.kind === 'npm' && draft.package === '' && (
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted-foreground">
        To try it out:
        {examples.map(({ label, draft: example }) => (
          <Button
            key={label}
            variant="outline"
            size="sm"
            onClick={() => onChange({ environment: [], directories: [], ...example })}
          >
            {label}
          </Button>
        ))}
      </p>
    )}
  </>
);

const RemoteFields = ({ draft, problems, onChange }: FieldsProps) => (
  <Field label="Address" error={problems['source.url']}>
    {(control) => (
      <Input
        {...control}
        type="url"
        value={draft.url}
        placeholder="https://mcp.example.com/mcp"
        onChange={(event) => onChange({ url: event.target.value })}
      />
    )}
  </Field>
);

const sourceFields = { npm: PackageFields, pypi: PackageFields, image: ImageFields, remote: RemoteFields };

const NameFields = ({ draft, problems, onChange }: FieldsProps) => (
  <>
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Title" error={problems['title']}>
        {(control) => (
          <Input
            {...control}
            value={draft.title}
            placeholder={titleOf(draft)}
            onChange={(event) => onChange({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label="Short name" hint="Becomes part of tool names: name__tool." error={problems['name']}>
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            placeholder={nameOf(draft)}
            spellCheck={false}
            onChange={(event) => onChange({ name: event.target.value })}
          />
        )}
      </Field>
    </div>
    <Field label="Description" hint="For colleagues: what is it for?" error={problems['description']}>
      {(control) => (
        <Textarea
          {...control}
          value={draft.description}
          maxLength={2_000}
          onChange={(event) => onChange({ description: event.target.value })}
        />
      )}
    </Field>
  </>
);

type SourceStepProps = StepProps & {
  isImport: boolean;
  onImport: (isImport: boolean) => void;
};

/** Step one: what runs, and what it is called. */
export const SourceStep = (props: SourceStepProps) => {
  const { draft, problems, onChange, onNext, error, onRename, pending, mode, isImport, onImport } = props;
  const Fields = sourceFields[draft.kind];
  const choose = (choice: SourceKind) => {
    onImport(choice === 'server-json');
    if (choice !== 'server-json') onChange({ kind: choice });
  };
  return (
    <StepForm
      error={error}
      onRename={onRename}
      problems={problems}
      mode={mode}
      onSubmit={onNext}
      footer={
        !isImport && (
          <Button type="submit" pending={pending}>
            Next
          </Button>
        )
      }
    >
      <Choices
        legend="Where does it come from?"
        words={choices}
        value={isImport ? 'server-json' : draft.kind}
        onChange={choose}
      />
      {isImport ? (
        <ServerJsonFields
          onChosen={(chosen) => {
            onImport(false);
            onChange(chosen);
          }}
        />
      ) : (
        <>
          <Fields draft={draft} problems={problems} onChange={onChange} />
          {mode === 'version' ? (
            <Field
              label="Version of the item"
              hint="Versions never change: choose a new one."
              error={problems['version']}
            >
              {(control) => (
                <Input
                  {...control}
                  value={draft.release}
                  spellCheck={false}
                  onChange={(event) => onChange({ release: event.target.value })}
                />
              )}
            </Field>
          ) : (
            <NameFields draft={draft} problems={problems} onChange={onChange} />
          )}
        </>
      )}
    </StepForm>
  );
};
