import type { Decision, Parsed, sanitizer } from '@archestra/contracts';
import { FRESH_SESSION, mayReceive, observe, type Call } from '@archestra/policy';
import type { Resident } from '../session/resident.ts';
import { mustKeep } from '../session/state.ts';
import { withhold, withholdUnavailable, withholdUnknown, type Verdict } from './answer.ts';
import type { Behalf } from './behalf.ts';
import type { Judge, JudgeParts } from './judge.ts';
import { inspected } from './verdict.events.ts';
import { within } from './within.ts';

export interface CallParts extends Pick<JudgeParts, 'policies' | 'sessions' | 'recorder' | 'onTrouble'> {
  judge: Judge;
  commitTimeoutMs: number;
}

type Subject = Omit<Call, 'organizationId' | 'arguments'> & { sessionId: string };

/**
 * Calls on the MCP path: may one be made, and what does its result make of the session? Synchronous for a session in memory whose
 * state does not change.
 */
export class CallService {
  constructor(private readonly parts: CallParts) {}

  /** Never throws and never rejects: an error could be misread, a denial cannot. */
  decide(behalf: Behalf, input: Parsed<typeof sanitizer.decideCall>): Decision | Promise<Decision> {
    return this.parts.judge.decide({
      call: { ...toCall(behalf, input), arguments: input.arguments },
      sessionId: input.sessionId,
      principal: behalf.principal,
      door: 'call',
      admit: (session, call) => session.decided.note(call),
    });
  }

  /** Never throws and never rejects. */
  inspect(behalf: Behalf, input: Parsed<typeof sanitizer.inspectOutput>): Verdict | Promise<Verdict> {
    const call = toCall(behalf, input);
    try {
      const verdict = this.receive(call, input);
      if (!(verdict instanceof Promise)) return inspected(verdict, call);
      return verdict.catch((error: unknown) => this.conceal(error)).then((late) => inspected(late, call));
    } catch (error) {
      return inspected(this.conceal(error), call);
    }
  }

  private receive(claimed: Call, input: Parsed<typeof sanitizer.inspectOutput>): Verdict | Promise<Verdict> {
    const { sessions, policies, recorder, judge } = this.parts;
    if (!judge.isReady) return withholdUnavailable();
    const session = sessions.peek(claimed.organizationId, input.sessionId);
    const call = session?.decided.find(claimed);
    if (!session || !call) return withholdUnknown();
    if (recorder.isFull) return withholdUnavailable();
    session.decided.answer(call.callId);
    const policy = policies.of(call.organizationId, call.profileId);
    const permission = mayReceive(policy, FRESH_SESSION, call);
    if (permission.outcome === 'deny') {
      void recorder.record(session, call, { outcome: 'withheld', reason: permission.reason, label: null });
      return withhold(permission.reason, permission.message);
    }
    const content = input.result ?? undefined;
    return this.observed(session, call, observe(policy, session.state, call, { content, isError: input.isError }));
  }

  private observed(session: Resident, call: Call, seen: ReturnType<typeof observe>): Verdict | Promise<Verdict> {
    const { recorder, commitTimeoutMs } = this.parts;
    const { label, treatment } = seen;
    // From here on every other call of the session is decided with this result in mind, whatever becomes of it.
    session.state = seen.session;
    const isSafe = !mustKeep(session.committed, seen.session);
    const isShown = treatment === 'pass';
    const verdict: Verdict = isShown
      ? { verdict: 'pass', label }
      : withhold('quarantined', 'A policy keeps this result from the model.');
    const written = recorder.record(session, call, {
      outcome: isShown ? 'observed' : 'withheld',
      reason: isShown ? null : 'quarantined',
      label,
    });
    if (isSafe) return verdict;
    return within(written, commitTimeoutMs).then(
      () => verdict,
      () => withholdUnavailable(),
    );
  }

  private conceal(error: unknown): Verdict {
    this.parts.onTrouble(error, 'inspecting a result');
    return withhold('rule-failed', 'A check could not be completed, so the result is withheld.');
  }
}

const toCall = (
  { organizationId }: Behalf,
  { callId, profileId, serverId, source, kind, name, pin }: Subject,
): Call => ({
  organizationId,
  callId,
  profileId,
  serverId,
  source,
  kind,
  name,
  pin,
});
