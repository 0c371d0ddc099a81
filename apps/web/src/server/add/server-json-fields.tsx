import type { CatalogDraft } from '@archestra/contracts';
import { Alert, Button, Field, Textarea } from '@archestra/ui';
import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useReadServerJson } from '../../catalog/catalog.query.ts';
import { ErrorNote } from '../../display/error-note.tsx';
import { MarkedText } from '../../display/marked-text.tsx';
import { kindWords, sourceWords } from '../server-words.ts';
import { draftFrom } from './draft-from.ts';
import type { Draft } from './draft.ts';

const MOST_BYTES = 1_000_000;

const parse = (text: string): Record<string, unknown> | string => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    return 'A server.json is one object in curly braces.';
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`;
  }
};

const Found = ({ drafts, onChosen }: { drafts: CatalogDraft[]; onChosen: (draft: Draft) => void }) => (
  <fieldset>
    <legend className="mb-1.5 font-medium">Which one?</legend>
    <ul className="overflow-hidden rounded-md border">
      {drafts.map((draft, index) => (
        <li
          key={index}
          className="flex flex-wrap items-center justify-between gap-3 border-b px-3 py-2.5 last:border-b-0 hover:bg-muted/40"
        >
          <div className="min-w-0">
            <p className="font-medium">
              <MarkedText text={draft.title} />{' '}
              <span className="font-normal text-muted-foreground">
                {kindWords(draft.source)} {draft.version}
              </span>
            </p>
            <p className="font-mono text-xs text-muted-foreground">
              <MarkedText text={sourceWords(draft.source)} />
            </p>
          </div>
          <Button variant="outline" size="sm" onClick={() => onChosen(draftFrom(draft))}>
            Go on with this
          </Button>
        </li>
      ))}
    </ul>
  </fieldset>
);

/** Reads a server.json: paste, choose a file or drop one; nothing is created by it. */
export const ServerJsonFields = ({ onChosen }: { onChosen: (draft: Draft) => void }) => {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const file = useRef<HTMLInputElement>(null);
  const read = useReadServerJson();
  const submit = (given: string) => {
    setText(given);
    const parsed = parse(given);
    setProblem(typeof parsed === 'string' ? parsed : undefined);
    if (typeof parsed !== 'string') read.mutate(parsed);
  };
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    if (chosen.size > MOST_BYTES) setProblem('This file is larger than 1 MB: it is no server.json.');
    else submit(await chosen.text());
  };
  return (
    <div
      className="grid gap-4"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer.files[0]);
      }}
    >
      <Field label="Document" hint="Paste it, or drop the file here." error={problem}>
        {(control) => (
          <Textarea
            {...control}
            className="max-h-72 min-h-40 font-mono text-xs!"
            spellCheck={false}
            value={text}
            placeholder={'{\n  "name": "io.example/weather",\n  "packages": [ … ]\n}'}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button disabled={text.trim() === ''} pending={read.isPending} onClick={() => submit(text)}>
          Read it
        </Button>
        <Button variant="outline" onClick={() => file.current?.click()}>
          <Upload aria-hidden />
          Choose a file
        </Button>
        <input
          ref={file}
          type="file"
          accept="application/json,.json"
          aria-label="A server.json file"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </div>
      {read.error && <ErrorNote error={read.error} what="It could not be read" />}
      {read.data?.warnings.map((warning) => (
        <Alert key={warning} tone="warning">
          <MarkedText text={warning} />
        </Alert>
      ))}
      {read.data &&
        (read.data.drafts.length === 0 ? (
          <Alert tone="warning" title="Nothing in it can run here">
            It lists no npm or PyPI package, no container image and no Streamable HTTP address.
          </Alert>
        ) : (
          <Found drafts={read.data.drafts} onChosen={onChosen} />
        ))}
    </div>
  );
};
