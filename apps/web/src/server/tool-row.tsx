import type { EffectiveContract, Tool } from '@archestra/contracts';
import { Badge, Button, CodeBlock, Tooltip } from '@archestra/ui';
import { ChevronRight, Pencil } from 'lucide-react';
import { MarkedText } from '../display/marked-text.tsx';
import { audienceWords, effectWords, integrityWords, originWords } from './contract-words.ts';

const ContractLine = ({ effective }: { effective: EffectiveContract }) => {
  const { contract, origin } = effective;
  const effect = effectWords[contract.effect];
  return (
    <span className="flex flex-wrap gap-1.5">
      <Tooltip text={effect.detail}>
        <Badge tone={effect.tone}>{effect.label}</Badge>
      </Tooltip>
      <Tooltip text={`${integrityWords[contract.output.integrity].detail} ${audienceWords(contract.output.audience)}.`}>
        <Badge>{integrityWords[contract.output.integrity].label} result</Badge>
      </Tooltip>
      <Tooltip text={originWords[origin].detail}>
        <Badge tone={originWords[origin].tone}>{originWords[origin].label}</Badge>
      </Tooltip>
    </span>
  );
};

const Schemas = ({ tool }: { tool: Tool }) => (
  <div className="grid gap-3 pb-4">
    <p className="text-xs text-muted-foreground">
      Pinned definition <code className="font-mono">{tool.pin.slice(0, 12)}</code>: a tool whose definition changes is
      withheld until somebody has reviewed the difference.
    </p>
    <CodeBlock caption="Input schema" code={JSON.stringify(tool.inputSchema, null, 2)} />
    {tool.outputSchema && <CodeBlock caption="Output schema" code={JSON.stringify(tool.outputSchema, null, 2)} />}
    {tool.annotations && (
      <CodeBlock caption="Annotations, as the server claims" code={JSON.stringify(tool.annotations, null, 2)} />
    )}
  </div>
);

interface ToolRowProps {
  tool: Tool;
  effective: EffectiveContract | undefined;
  /** Missing when the person may not decide contracts. */
  onEdit?: () => void;
}

/** One tool: what it says of itself, what it may do, and its schemas on demand. */
export const ToolRow = ({ tool, effective, onEdit }: ToolRowProps) => (
  <li className="px-4">
    <details className="group">
      <summary className="flex list-none flex-wrap items-start gap-x-4 gap-y-2 py-3 [&::-webkit-details-marker]:hidden">
        <span className="flex min-w-60 flex-1 items-start gap-2">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90"
          />
          <span className="min-w-0">
            <code className="font-mono text-[13px] font-semibold wrap-anywhere">
              <MarkedText text={tool.name} />
            </code>
            {tool.title && tool.title !== tool.name && <span className="ml-2 text-muted-foreground">{tool.title}</span>}
            <span className="mt-0.5 line-clamp-2 text-pretty text-muted-foreground group-open:line-clamp-none">
              <MarkedText text={tool.description ?? 'The server gives no description.'} />
            </span>
          </span>
        </span>
        <span className="flex items-center gap-2 pl-6 sm:pl-0">
          {effective && <ContractLine effective={effective} />}
          {onEdit && (
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Edit the contract of ${tool.name}`}
              onClick={(event) => {
                event.preventDefault();
                onEdit();
              }}
            >
              <Pencil />
            </Button>
          )}
        </span>
      </summary>
      <Schemas tool={tool} />
    </details>
  </li>
);
