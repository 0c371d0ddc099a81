import type { Label, ToolContract } from '@archestra/contracts';

/** The server's own constants. */
export const OWN: Label = { integrity: 'trusted', audience: 'public' };
/** Anybody may have written it, and everybody may see it: the web. */
export const FOREIGN: Label = { integrity: 'untrusted', audience: 'public' };
/** Anybody may have written it, and only the person may see it: mail, invitations, shared files. */
export const STORED: Label = { integrity: 'untrusted', audience: [] };
/** Kept by the person alone: the address book. */
export const PRIVATE: Label = { integrity: 'trusted', audience: [] };

/** Contracts of one set of tools, by tool name. */
export type Contracts = Readonly<Record<string, ToolContract>>;

/** A person is asked instead of a refusal, for every tool of the suites that has an effect. */
const approval = 'when-blocked' as const;

export const reads = (output: Label, more: Partial<ToolContract> = {}): ToolContract => ({
  effect: 'none',
  output,
  ...more,
});

export const changes = (
  effect: 'write' | 'egress' | 'destructive',
  output: Label,
  more: Partial<ToolContract>,
): ToolContract => ({ effect, output, approval, ...more });
