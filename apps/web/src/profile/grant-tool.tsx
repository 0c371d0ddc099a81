import type { EffectiveContract, ProfileTool, Tool } from '@archestra/contracts';
import { Badge, Checkbox, Tooltip } from '@archestra/ui';
import { useId } from 'react';
import { effectWords, mostRestrictive } from '../server/contract-words.ts';

/** What a tool is listed with; one that the server no longer offers has nothing more. */
export type ListedTool = Pick<Tool, 'name' | 'description'>;

interface ToolLineProps {
  tool: ListedTool;
  effective: EffectiveContract | undefined;
  exposed: ProfileTool | undefined;
  /** Its definition is another one than the accepted one. */
  hasChanged: boolean;
  checked: boolean;
  readOnly: boolean;
  onChange: (granted: boolean) => void;
}

const ExposedName = ({ exposed, hasChanged }: Pick<ToolLineProps, 'exposed' | 'hasChanged'>) => {
  if (hasChanged || exposed?.exposedName === null) {
    const why = hasChanged
      ? 'The server describes it differently than when it was accepted. No client sees it until a reviewer has decided.'
      : 'Clients see it again as soon as the server is ready and offers it.';
    return (
      <Tooltip text={why}>
        <Badge tone="warning" tabIndex={0}>
          {hasChanged ? 'Withheld: changed' : 'Withheld'}
        </Badge>
      </Tooltip>
    );
  }
  if (!exposed || exposed.exposedName === exposed.tool) return null;
  return <span className="hidden font-mono text-xs text-muted-foreground lg:inline">as {exposed.exposedName}</span>;
};

/** One tool to tick, with what it does and the name clients see. */
export const ToolLine = ({ tool, effective, exposed, hasChanged, checked, readOnly, onChange }: ToolLineProps) => {
  const id = useId();
  const effect = effectWords[(effective?.contract ?? mostRestrictive).effect];
  return (
    <li className="flex items-start gap-3 px-4 py-2 hover:bg-muted/40">
      <Checkbox
        id={id}
        checked={checked}
        disabled={readOnly}
        onCheckedChange={(next) => onChange(next === true)}
        className="mt-0.5"
      />
      <label htmlFor={id} className="min-w-0 flex-1 cursor-pointer">
        <code className="font-mono text-[13px] wrap-anywhere">{tool.name}</code>
        {tool.description && <span className="line-clamp-1 text-xs text-muted-foreground">{tool.description}</span>}
      </label>
      <span className="flex shrink-0 items-center gap-2">
        <ExposedName exposed={exposed} hasChanged={hasChanged} />
        <span className="flex justify-end sm:w-27">
          <Badge tone={effect.tone}>{effect.label}</Badge>
        </span>
      </span>
    </li>
  );
};
