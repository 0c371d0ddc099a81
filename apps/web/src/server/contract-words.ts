import type { Audience, ContractOrigin, Effect, Integrity, ToolContract } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';

interface Words {
  label: string;
  detail: string;
}

/** What a tool does to the world, in the order from harmless to grave. */
export const effectWords: Record<Effect, Words & { tone: Tone }> = {
  none: { label: 'Reads only', tone: 'success', detail: 'Changes nothing and sends nothing to anybody.' },
  write: { label: 'Changes data', tone: 'info', detail: 'Creates or edits something that can be put right again.' },
  egress: {
    label: 'Sends data out',
    tone: 'warning',
    detail: 'What is in the arguments leaves the organization: e-mail, web request, public comment.',
  },
  destructive: {
    label: 'Destroys data',
    tone: 'danger',
    detail: 'Deletes or overwrites something that does not come back.',
  },
};

/** Who could have written what the tool returns. */
export const integrityWords: Record<Integrity, Words> = {
  trusted: { label: 'Trusted', detail: 'Only people you trust can write what it returns.' },
  untrusted: {
    label: 'Untrusted',
    detail:
      'Strangers may have written it (web pages, e-mails, tickets). A session that reads it may be steered by them and loses its riskier tools.',
  },
};

/** Where a contract comes from. */
export const originWords: Record<ContractOrigin, Words & { tone: Tone }> = {
  administrator: { label: 'Set here', tone: 'info', detail: 'An administrator of your organization decided this.' },
  pack: { label: 'Reviewed pack', tone: 'success', detail: 'Comes with Archestra for this exact package.' },
  none: {
    label: 'Most restrictive',
    tone: 'neutral',
    detail: 'Nobody has described this tool: it counts as sending data out, and its results as untrusted and private.',
  },
};

/** Who may see what the tool returns. */
export const audienceWords = (audience: Audience): string => {
  if (audience === 'public') return 'Everybody may see the result';
  return audience.length === 0
    ? 'Only this session may see the result'
    : `Only ${audience.join(', ')} may see the result`;
};

/** What holds for a tool nobody has described. */
export const mostRestrictive: ToolContract = { effect: 'egress', output: { integrity: 'untrusted', audience: [] } };
