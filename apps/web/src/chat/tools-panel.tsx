import type { ProfileTool } from '@archestra/contracts';
import { Badge, Input, SkeletonRows, Switch } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useProfileTools } from '../profile/profile.query.ts';
import { groupByServer, withTools } from './tool-switch.ts';

interface ListProps {
  tools: readonly ProfileTool[];
  disabled: readonly string[];
  onChange: (disabled: string[]) => void;
}

const Tool = ({ tool, isOn, onChange }: { tool: ProfileTool; isOn: boolean; onChange: (isOn: boolean) => void }) => {
  const id = useId();
  return (
    <li className="flex items-center gap-3 py-1 pl-1">
      <label htmlFor={id} className="min-w-0 flex-1 cursor-pointer truncate font-mono text-xs">
        {tool.tool}
      </label>
      {tool.exposedName === null ? (
        <Badge tone="warning">not there now</Badge>
      ) : (
        <Switch id={id} checked={isOn} onCheckedChange={onChange} className="scale-85" />
      )}
    </li>
  );
};

const Server = ({ name, tools, disabled, onChange }: ListProps & { name: string }) => {
  const names = tools.flatMap(({ exposedName }) => exposedName ?? []);
  const isOn = names.some((tool) => !disabled.includes(tool));
  return (
    <section aria-label={`Tools of ${name}`}>
      <h3 className="flex items-center gap-3 border-b pb-1.5 font-medium">
        <span className="min-w-0 flex-1 truncate">{name}</span>
        {names.length > 0 && (
          <Switch
            checked={isOn}
            aria-label={`Every tool of ${name}`}
            onCheckedChange={(next) => onChange(withTools(disabled, names, next))}
          />
        )}
      </h3>
      <ul className="mt-1">
        {tools.map((tool) => (
          <Tool
            key={tool.tool}
            tool={tool}
            isOn={tool.exposedName !== null && !disabled.includes(tool.exposedName)}
            onChange={(next) => tool.exposedName !== null && onChange(withTools(disabled, [tool.exposedName], next))}
          />
        ))}
      </ul>
    </section>
  );
};

const SEARCH_FROM = 8;

const List = ({ tools, disabled, onChange }: ListProps) => {
  const [words, setWords] = useState('');
  const found = tools.filter(({ serverName, tool }) =>
    `${serverName} ${tool}`.toLowerCase().includes(words.trim().toLowerCase()),
  );
  return (
    <div className="grid gap-4">
      {tools.length > SEARCH_FROM && (
        <Input
          type="search"
          aria-label="Search tools"
          placeholder="Search tools"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
      {groupByServer(found).map(([name, own]) => (
        <Server key={name} name={name} tools={own} disabled={disabled} onChange={onChange} />
      ))}
      {found.length === 0 && <p className="text-muted-foreground">No tool has that name.</p>}
    </div>
  );
};

interface ToolsPanelProps {
  profileId: string;
  disabled: readonly string[];
  onChange: (disabled: string[]) => void;
}

/** The tools of a profile, each of which this chat may leave alone. */
export const ToolsPanel = ({ profileId, disabled, onChange }: ToolsPanelProps) => {
  const tools = useProfileTools(profileId);
  if (tools.error)
    return <ErrorNote error={tools.error} what="The tools could not be loaded" onRetry={() => void tools.refetch()} />;
  if (!tools.data) return <SkeletonRows />;
  if (tools.data.length === 0)
    return (
      <p className="text-muted-foreground">
        This profile grants no tools.{' '}
        <Link to="/mcp/profiles/$id" params={{ id: profileId }} className="rounded-sm text-primary hover:underline">
          Look at the profile
        </Link>
      </p>
    );
  return <List tools={tools.data} disabled={disabled} onChange={onChange} />;
};
