import { Field, Input, Textarea } from '@archestra/ui';
import { Choices } from '../choices.tsx';
import type { StepProps } from './step-form.tsx';

const transports = {
  attach: { label: 'Standard input and output', detail: 'The program in the image speaks MCP over stdio.' },
  http: { label: 'Streamable HTTP', detail: 'It listens on a port of its container.' },
};

/** Which image runs and how it is spoken to. */
export const ImageFields = ({ draft, problems, onChange }: Pick<StepProps, 'draft' | 'problems' | 'onChange'>) => (
  <>
    <Field
      label="Image"
      hint="With a digest (@sha256:…) exactly this image runs, whatever its tag names later."
      error={problems['source.image']}
    >
      {(control) => (
        <Input
          {...control}
          value={draft.image}
          placeholder="registry.example.com/team/server:1.0.0"
          spellCheck={false}
          autoCapitalize="off"
          className="font-mono"
          onChange={(event) => onChange({ image: event.target.value })}
        />
      )}
    </Field>
    <Choices
      legend="How is it spoken to?"
      words={transports}
      value={draft.transport}
      onChange={(transport) => onChange({ transport })}
    />
    {draft.transport === 'http' && (
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Port" error={problems['source.port']}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={draft.port}
              onChange={(event) => onChange({ port: event.target.value })}
            />
          )}
        </Field>
        <Field label="Path" error={problems['source.path']}>
          {(control) => (
            <Input
              {...control}
              value={draft.path}
              spellCheck={false}
              onChange={(event) => onChange({ path: event.target.value })}
            />
          )}
        </Field>
      </div>
    )}
    <details className="group">
      <summary className="w-fit rounded-sm text-sm text-muted-foreground hover:text-foreground">
        Command and pull secrets
      </summary>
      <div className="mt-3 grid gap-4">
        <Field
          label="Command"
          hint="One part per line; blank takes the image’s own."
          error={problems['source.command']}
        >
          {(control) => (
            <Textarea
              {...control}
              className="font-mono"
              spellCheck={false}
              value={draft.command}
              onChange={(event) => onChange({ command: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="Pull secrets"
          hint="Names of secrets that exist in the namespace of the servers, one per line."
          error={problems['source.pullSecrets']}
        >
          {(control) => (
            <Textarea
              {...control}
              className="font-mono"
              spellCheck={false}
              value={draft.pullSecrets}
              onChange={(event) => onChange({ pullSecrets: event.target.value })}
            />
          )}
        </Field>
      </div>
    </details>
  </>
);
