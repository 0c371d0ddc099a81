import type { Evidence, Finding, RequestNote, RequestStatus, ServerRequest } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';

interface StatusWords {
  label: string;
  tone: Tone;
  moving?: boolean;
}

/** How a request stands, in words. */
export const statusWords: Record<RequestStatus, StatusWords> = {
  collecting: { label: 'First run', tone: 'info', moving: true },
  review: { label: 'To review', tone: 'warning' },
  returned: { label: 'Asked back', tone: 'info' },
  approved: { label: 'Approved, starting', tone: 'info', moving: true },
  deployed: { label: 'Deployed', tone: 'success' },
  failed: { label: 'Does not run', tone: 'danger' },
  declined: { label: 'Declined', tone: 'neutral' },
  withdrawn: { label: 'Withdrawn', tone: 'neutral' },
};

/** How the catalog has what was asked for: nothing while its item is still to be made. */
export const itemWords = ({ catalogItemId, installationId, draft }: ItemOf): string | undefined => {
  if (catalogItemId === null) return undefined;
  return installationId === null ? 'An item that is there already' : `The item ${draft.name}`;
};
type ItemOf = Pick<ServerRequest, 'catalogItemId' | 'installationId' | 'draft'>;

/** Whether it will change by itself soon. */
export const isUnderWay = (status: RequestStatus): boolean => statusWords[status].moving === true;

/** Whether its submitter may still change or withdraw it. */
export const isOpen = (status: RequestStatus): boolean =>
  ['collecting', 'review', 'returned', 'failed'].includes(status);

/** Where a request came from. */
export const originWords: Record<ServerRequest['origin'], string> = {
  console: 'Asked for in the console',
  mcp: 'Asked for by an AI client',
  kubernetes: 'Applied with kubectl',
};

/** What a rule looks for. */
export const ruleWords: Record<Finding['rule'], string> = {
  instruction: 'Instruction to the model',
  'invisible-character': 'Invisible characters',
  'look-alike-name': 'Look-alike name',
  'cross-reference': 'Speaks of other tools',
  'oversized-schema': 'Very large schema',
  'cyclic-schema': 'Schema without end',
  'encoded-text': 'Encoded text',
};

export const severityWords: Record<Finding['severity'], { label: string; tone: Tone; rank: number }> = {
  danger: { label: 'Danger', tone: 'danger', rank: 0 },
  warning: { label: 'Warning', tone: 'warning', rank: 1 },
  notice: { label: 'Notice', tone: 'neutral', rank: 2 },
};

/** How the first run ended. */
export const outcomeWords: Record<Evidence['outcome'], { label: string; tone: Tone }> = {
  ran: { label: 'It ran', tone: 'success' },
  failed: { label: 'It failed', tone: 'danger' },
  unreachable: { label: 'Not run', tone: 'neutral' },
};

/** What a note did. */
export const noteWords: Record<RequestNote['kind'], string> = {
  comment: 'wrote',
  approved: 'approved it',
  declined: 'declined it',
  returned: 'asked back',
  resubmitted: 'sent it again',
  withdrawn: 'withdrew it',
  system: 'noted',
};

/** Findings about one tool, the gravest first; `null` for those about the server as a whole. */
export const findingsOf = (findings: readonly Finding[], tool: string | null): Finding[] =>
  findings
    .filter((finding) => finding.tool === tool)
    .toSorted((a, b) => severityWords[a.severity].rank - severityWords[b.severity].rank);

/** Tools a reviewer grants unless they say otherwise: all but those with something dangerous in them. */
export const harmlessTools = ({ tools, findings }: Pick<Evidence, 'tools' | 'findings'>): string[] =>
  tools
    .map(({ name }) => name)
    .filter((name) => !findings.some(({ tool, severity }) => tool === name && severity === 'danger'));

/** Whether a host that was tried is on the list that was asked for; the same reading as the proxy's. */
export const isAskedFor = (hosts: readonly string[], host: string, port: number): boolean =>
  hosts.some((pattern) => {
    if (pattern === '*') return true;
    const [name = '', exactPort] = pattern.split(':');
    if (exactPort !== undefined && Number(exactPort) !== port) return false;
    return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
  });
