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
  checked: boolean;
  readOnly: boolean;
  onChange: (granted: boolean) => void;
}

const ExposedName = ({ exposed }: { exposed: ProfileTool | undefined }) => {
  if (!exposed) return null;
  if (exposed.exposedName === null) {
    return (
      <Tooltip text="The server is not ready, or the tool changed after it was granted. Save the grant again to accept the new definition.">
        <Badge tone="warning">Withheld</Badge>
      </Tooltip>
    );
  }
  if (exposed.exposedName === exposed.tool) return null;
  return <span className="hidden font-mono text-xs text-muted-foreground lg:inline">as {exposed.exposedName}</span>;
};

/** One tool to tick, with what it does and the name clients see. */
export const ToolLine = ({ tool, effective, exposed, checked, readOnly, onChange }: ToolLineProps) => {
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
        <ExposedName exposed={exposed} />
        <Badge tone={effect.tone}>{effect.label}</Badge>
      </span>
    </li>
  );
};
