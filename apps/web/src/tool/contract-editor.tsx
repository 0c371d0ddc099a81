import type { ApprovalMode, ToolContract, ToolRow } from '@archestra/contracts';
import { Button, Field, Select } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { PickList } from '../display/pick-list.tsx';
import { AudienceField, cleanAudience } from '../server/audience-field.tsx';
import { Choices } from '../server/choices.tsx';
import { effectWords, integrityWords, mostRestrictive, originWords } from '../server/contract-words.ts';
import { contractPreview } from './contract-preview.ts';
import { withOwnParts } from './own-parts.ts';
import { pathWords, schemaPaths } from './schema-paths.ts';
import { useResetContract, useSetContracts } from './tool.query.ts';

const approvals: { value: ApprovalMode; label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: 'when-blocked', label: 'Instead of refusing a call' },
  { value: 'always', label: 'For every call' },
];

interface PathsProps {
  label: string;
  /** Paths of the schema and those that were set by hand. */
  paths: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

const Paths = ({ label, paths, chosen, onChange }: PathsProps) => (
  <PickList
    label={label}
    options={[...new Set([...chosen, ...paths])].map((path) => ({
      id: path,
      label: path,
      ...(path.includes('[') && { detail: pathWords(path) }),
    }))}
    chosen={chosen}
    onChange={onChange}
    empty="The tool takes no arguments."
  />
);

interface FieldsProps {
  draft: ToolContract;
  /** Absent for several tools: they share no arguments. */
  paths: readonly string[] | undefined;
  onChange: (part: Partial<ToolContract>) => void;
}

/** Everything a contract says. */
const ContractFields = ({ draft, paths, onChange }: FieldsProps) => (
  <>
    <Choices
      legend="What does it do?"
      words={effectWords}
      value={draft.effect}
      onChange={(effect) => onChange({ effect })}
    />
    {paths && draft.effect !== 'none' && (
      <>
        <Paths
          label="Arguments that say who receives it"
          paths={paths}
          chosen={draft.recipients ?? []}
          onChange={(recipients) => onChange({ recipients })}
        />
        <Paths
          label="Arguments that say what is changed"
          paths={paths}
          chosen={draft.targets ?? []}
          onChange={(targets) => onChange({ targets })}
        />
      </>
    )}
    <Choices
      legend="Who could have written what it returns?"
      words={integrityWords}
      value={draft.output.integrity}
      onChange={(integrity) => onChange({ output: { ...draft.output, integrity } })}
    />
    <AudienceField
      audience={draft.output.audience}
      onChange={(audience) => onChange({ output: { ...draft.output, audience } })}
    />
    <Field label="When is a person asked?">
      {(control) => (
        <Select
          {...control}
          value={draft.approval ?? 'never'}
          options={approvals}
          onChange={(approval) => onChange({ approval })}
        />
      )}
    </Field>
  </>
);

/** What the contract will mean, as it is typed. */
export const Preview = ({ sentences }: { sentences: readonly string[] }) => (
  <div className="rounded-md border bg-accent px-3 py-2.5" role="status">
    <p className="text-xs font-medium text-muted-foreground">In plain words</p>
    {sentences.map((sentence) => (
      <p key={sentence} className="mt-1 wrap-anywhere">
        {sentence}
      </p>
    ))}
  </div>
);

const cleaned = ({ recipients = [], targets = [], approval, ...contract }: ToolContract): ToolContract => ({
  ...contract,
  output: { ...contract.output, audience: cleanAudience(contract.output.audience) },
  ...(recipients.length > 0 && { recipients }),
  ...(targets.length > 0 && { targets }),
  ...(approval && approval !== 'never' && { approval }),
});

interface OriginNoteProps {
  row: ToolRow;
  mayWrite: boolean;
  onDone: () => void;
}

/** Where the contract of now is from, and the way back to the default. */
const OriginNote = ({ row: { server, tool, contract }, mayWrite, onDone }: OriginNoteProps) => {
  const reset = useResetContract();
  if (!contract) return null;
  const { label, detail } = originWords[contract.origin];
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t pt-3">
      <p className="min-w-0 flex-1 basis-60 text-xs text-muted-foreground">
        <strong className="font-medium text-foreground">Now: {label}.</strong> {detail}
      </p>
      {mayWrite && contract.origin === 'administrator' && (
        <Button
          variant="outline"
          size="sm"
          pending={reset.isPending}
          onClick={() => reset.mutate({ id: server.id, tool: tool.name }, { onSuccess: onDone })}
        >
          Use the default
        </Button>
      )}
      {reset.error && <ErrorNote error={reset.error} what="Nothing was changed" className="w-full" />}
    </div>
  );
};

interface EditorProps {
  rows: readonly ToolRow[];
  mayWrite: boolean;
  onDone: () => void;
}

/** The contract of one tool, or one for several. Several tools share no arguments, so none of them can be picked then; each keeps its own. */
export const ContractEditor = ({ rows, mayWrite, onDone }: EditorProps) => {
  const single = rows.length === 1 ? rows[0] : undefined;
  const [draft, setDraft] = useState<ToolContract>(single?.contract?.contract ?? mostRestrictive);
  const contract = cleaned(draft);
  const save = useSetContracts();
  const submit = () =>
    save.mutate(
      rows.map((row) => ({
        place: { id: row.server.id, tool: row.tool.name },
        body: single ? contract : withOwnParts(contract, row.contract?.contract),
      })),
      { onSuccess: onDone },
    );
  return (
    <form
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <fieldset disabled={!mayWrite} className="grid min-w-0 gap-5">
        <ContractFields
          draft={draft}
          paths={single && schemaPaths(single.tool.inputSchema)}
          onChange={(part) => setDraft({ ...draft, ...part })}
        />
      </fieldset>
      <Preview sentences={contractPreview(contract)} />
      {save.error && <ErrorNote error={save.error} what="Not everything was saved" />}
      {mayWrite && (
        <Button type="submit" className="justify-self-end" pending={save.isPending}>
          {single ? 'Save contract' : `Save for ${rows.length} tools`}
        </Button>
      )}
      {single && <OriginNote row={single} mayWrite={mayWrite} onDone={onDone} />}
    </form>
  );
};
