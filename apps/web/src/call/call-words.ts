import type { CallOutcome, Reason } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';

/** What became of a call, in words. */
export const outcomeWords: Record<CallOutcome, { label: string; tone: Tone; detail: string }> = {
  answered: { label: 'Answered', tone: 'success', detail: 'The server answered and the answer was passed on.' },
  denied: {
    label: 'Denied',
    tone: 'warning',
    detail: 'Policy did not allow it. The server never saw the call, or its answer was withheld.',
  },
  failed: { label: 'Failed', tone: 'danger', detail: 'It was allowed, and something broke on the way.' },
  interrupted: {
    label: 'Interrupted',
    tone: 'danger',
    detail: 'Archestra stopped while the call was under way; whether the server acted on it is not known.',
  },
  refused: {
    label: 'Refused',
    tone: 'neutral',
    detail: 'It never became a call: a wrong token, an unknown profile or an unreadable request.',
  },
};

/** The colour of a call: a tool that reports an error was answered, too, but is worth a look. */
export const toneOf = ({ outcome, isError }: { outcome: CallOutcome; isError: boolean }): Tone =>
  isError && outcome === 'answered' ? 'warning' : outcomeWords[outcome].tone;

/** Why a call was denied, in words. */
export const reasonWords: Record<Reason, string> = {
  'unknown-profile': 'The profile does not exist.',
  'unknown-server': 'The profile does not grant this server.',
  'unknown-tool': 'The profile does not grant this tool.',
  'definition-changed': 'The tool changed after it was granted. Grant it again once you have looked at it.',
  'blocked-by-rule': 'An administrator blocked this server or tool.',
  'untrusted-context': 'The session read something strangers may have written, and this tool acts on the outside.',
  'audience-too-narrow': 'The session holds data that the recipient may not see.',
  'untrusted-argument': 'A recipient or target came from content strangers may have written.',
  'blocked-by-policy': 'A rule of an administrator forbids this call.',
  'approval-required': 'A person has to agree to exactly this call first.',
  quarantined: 'The result is in quarantine: a rule keeps it from the model.',
  'unmatched-result': 'This result belongs to no call that was allowed here.',
  'rule-failed': 'A rule could not be evaluated. What cannot be decided is denied.',
  'state-unavailable': 'The state of the session was not available. What cannot be decided is denied.',
};

/** `tools/call` for people. */
export const methodWords = (method: string | null): string =>
  ({
    'tools/call': 'Tool call',
    'resources/read': 'Resource',
    'prompts/get': 'Prompt',
    'completion/complete': 'Completion',
  })[method ?? ''] ??
  method ??
  'Request';
