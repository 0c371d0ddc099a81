import type { Approval } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';

/** What became of a question, in words. */
export const statusWords: Record<Approval['status'], { label: string; tone: Tone; detail: string }> = {
  pending: { label: 'Waiting', tone: 'warning', detail: 'The call is held until somebody answers.' },
  approved: { label: 'Approved', tone: 'info', detail: 'Exactly this call may be made once; it was not made yet.' },
  used: { label: 'Approved and made', tone: 'success', detail: 'The call was made. Another one has to be asked for.' },
  declined: { label: 'Declined', tone: 'neutral', detail: 'The call was not made.' },
  expired: { label: 'Expired', tone: 'neutral', detail: 'Nobody answered in time, so the call was not made.' },
};

/** Who made the call: the id of a person, or plain words for a token that is nobody's. */
export const askerOf = (principal: string): { userId: string } | { words: string } => {
  const at = principal.indexOf(':');
  const [kind, id] = [principal.slice(0, at), principal.slice(at + 1)];
  if (kind === 'user') return { userId: id };
  return { words: kind === 'team' ? 'a token of a team' : 'a token of a service' };
};
