import type { InstallationStatus, ServerSource, ServerStatus } from '@archestra/contracts';
import { Badge, Tooltip } from '@archestra/ui';
import { Container, Globe, Package, Puzzle, ShieldAlert, ShieldCheck } from 'lucide-react';
import { sandboxWords, stateWords } from './server-words.ts';

/** The state of a server in words. */
export const StateBadge = ({ status, runtime }: { status: InstallationStatus; runtime: ServerStatus | null }) => {
  const { label, tone, moving } = stateWords(status, runtime);
  return (
    <Badge tone={tone} dot={moving ? 'pulse' : 'still'}>
      {label}
    </Badge>
  );
};

/** Whether the server is locked in, with the long explanation on hover. */
export const SandboxBadge = ({ source, runtime }: { source: ServerSource; runtime: ServerStatus | null }) => {
  const { label, tone, detail } = sandboxWords(source, runtime);
  return (
    <Tooltip text={detail}>
      <Badge tone={tone} tabIndex={0}>
        {tone === 'success' && <ShieldCheck aria-hidden />}
        {tone === 'warning' && <ShieldAlert aria-hidden />}
        {label}
      </Badge>
    </Tooltip>
  );
};

const icons = { package: Package, image: Container, remote: Globe, builtin: Puzzle };

/** A picture of where a server comes from. */
export const SourceIcon = ({ source, className = 'size-4' }: { source: ServerSource; className?: string }) => {
  const Icon = icons[source.kind];
  return <Icon aria-hidden className={className} />;
};
