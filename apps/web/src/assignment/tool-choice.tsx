import type { McpServerSummary } from '@archestra/contracts';
import { Checkbox, cn } from '@archestra/ui';
import { ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { coverage, grantedBy, withTools, type Grants } from '../profile/grants.ts';
import { useServer } from '../server/server.query.ts';

interface ServerChoiceProps {
  server: McpServerSummary;
  chosen: ReadonlySet<string>;
  onChange: (tools: string[], on: boolean) => void;
}

const Tool = ({ name, checked, onToggle }: { name: string; checked: boolean; onToggle: (on: boolean) => void }) => {
  const id = useId();
  return (
    <li className="flex items-center gap-2.5 py-1 pr-3 pl-9 hover:bg-muted/40">
      <Checkbox id={id} checked={checked} onCheckedChange={(next) => onToggle(next === true)} />
      <label htmlFor={id} className="min-w-0 flex-1 cursor-pointer truncate font-mono text-xs">
        {name}
      </label>
    </li>
  );
};

const ServerChoice = ({ server, chosen, onChange }: ServerChoiceProps) => {
  const { data } = useServer(server.id);
  const [open, setOpen] = useState(false);
  const list = useId();
  const names = data?.installation.tools.map(({ name }) => name) ?? [];
  return (
    <li>
      <div className="flex items-center gap-2.5 px-3 py-1.5">
        <Checkbox
          aria-label={`Every tool of ${server.title}`}
          checked={coverage(chosen, names)}
          disabled={names.length === 0}
          onCheckedChange={(next) => onChange(names, next === true)}
        />
        <button
          type="button"
          aria-expanded={open}
          aria-controls={list}
          className="flex min-w-0 flex-1 items-center gap-2 rounded-sm text-left"
          onClick={() => setOpen(!open)}
        >
          <span className="min-w-0 flex-1 truncate">{server.title}</span>
          <span className="text-xs whitespace-nowrap text-muted-foreground tabular-nums">
            {names.length === 0 ? 'No tools' : `${chosen.size} of ${names.length}`}
          </span>
          <ChevronDown
            aria-hidden
            className={cn('size-4 shrink-0 text-muted-foreground transition-transform', open && 'rotate-180')}
          />
        </button>
      </div>
      {open && (
        <ul id={list} className="pb-1">
          {names.map((name) => (
            <Tool key={name} name={name} checked={chosen.has(name)} onToggle={(on) => onChange([name], on)} />
          ))}
        </ul>
      )}
    </li>
  );
};

interface ToolChoiceProps {
  servers: readonly McpServerSummary[];
  chosen: Grants;
  onChange: (chosen: Grants) => void;
}

/** Servers and their tools to tick. */
export const ToolChoice = ({ servers, chosen, onChange }: ToolChoiceProps) => (
  <fieldset className="min-w-0">
    <legend className="mb-1.5 font-medium">Servers and tools</legend>
    <ul className="max-h-80 divide-y overflow-y-auto rounded-md border bg-card">
      {servers.length === 0 && <li className="px-3 py-2 text-muted-foreground">There are no servers yet.</li>}
      {servers.map((server) => (
        <ServerChoice
          key={server.id}
          server={server}
          chosen={grantedBy(chosen, server.id)}
          onChange={(tools, granted) => onChange(withTools(chosen, server.id, { tools, granted }))}
        />
      ))}
    </ul>
  </fieldset>
);
