import type { Decision, Label, Parsed, sanitizer } from '@archestra/contracts';
import { FRESH_SESSION, mayReceive, observe, type Call, type Observation } from '@archestra/policy';
import type { Replaced, Shield } from '../conversation/shield.ts';
import { formsOf, formsOfResult, noteShown } from '../session/shown.ts';
import { holding, type Resident } from '../session/resident.ts';
import type { Outcome } from '../session/recorder.ts';
import { mustKeep } from '../session/state.ts';
import { unavailable, withhold, withholdUnavailable, withholdUnknown, type Verdict } from './answer.ts';
import type { Behalf } from './behalf.ts';
import type { Judge, JudgeParts } from './judge.ts';
import { inspected } from './verdict.events.ts';
import { within } from './within.ts';

export interface CallParts extends Pick<JudgeParts, 'policies' | 'sessions' | 'recorder' | 'onTrouble'> {
  judge: Judge;
  shield: Shield;
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
    const written: Promise<void>[] = [];
    const decision = this.parts.judge.decide({
      call: { ...toCall(behalf, input), arguments: input.arguments },
      sessionId: input.sessionId,
      principal: behalf.principal,
      door: 'call',
      admit: (session, call) => this.admit(session, call, written),
    });
    const kept = (decided: Decision): Decision | Promise<Decision> =>
      written.length === 0
        ? decided
        : within(Promise.all(written), this.parts.commitTimeoutMs).then(
            () => decided,
            () => unavailable(),
          );
    return decision instanceof Promise ? decision.then(kept) : kept(decision);
  }

  /** Its result may never be seen: what an untrusted session writes somewhere is known before the server hears of it. */
  private admit(session: Resident, call: Call, written: Promise<void>[]): boolean {
    if (!session.decided.note(call)) return false;
    if (session.state.label.integrity === 'trusted') return true;
    const { policies, recorder } = this.parts;
    const { sources } = observe(policies.of(call.organizationId, call.profileId), session.state, call).session;
    if (!sources || sources === session.state.sources) return true;
    session.state = { ...session.state, sources };
    written.push(recorder.record(session, call, { outcome: 'announced', reason: null, label: null }));
    return true;
  }

  /** Never throws and never rejects. */
  inspect(behalf: Behalf, input: Parsed<typeof sanitizer.inspectOutput>): Verdict | Promise<Verdict> {
    const call = toCall(behalf, input);
    try {
      const verdict = this.receive(call, behalf, input);
      if (!(verdict instanceof Promise)) return inspected(verdict, call);
      return verdict.catch((error: unknown) => this.conceal(error)).then((late) => inspected(late, call));
    } catch (error) {
      return inspected(this.conceal(error), call);
    }
  }

  private receive(
    claimed: Call,
    behalf: Behalf,
    input: Parsed<typeof sanitizer.inspectOutput>,
  ): Verdict | Promise<Verdict> {
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
    const seen = observe(policy, session.state, call, { content, isError: input.isError });
    // From here on every other call of the session is decided with this result in mind, whatever becomes of it.
    session.state = seen.session;
    if (seen.treatment === 'pass') return this.shown(session, call, { verdict: 'pass', label: seen.label });
    return holding(session, () => this.kept(behalf, { session, call, content, seen }));
  }

  private shown(session: Resident, call: Call, verdict: Verdict): Verdict | Promise<Verdict> {
    const isSafe = !mustKeep(session.committed, session.state);
    const written = this.parts.recorder.record(session, call, lineOf(verdict));
    if (isSafe) return verdict;
    return within(written, this.parts.commitTimeoutMs).then(
      () => verdict,
      () => withholdUnavailable(),
    );
  }

  /** A policy keeps the result from the model: typed answers, or nothing, stand in its place. */
  private async kept(
    behalf: Behalf,
    { session, call, content, seen }: { session: Resident; call: Call; content: unknown; seen: Observation },
  ): Promise<Verdict> {
    const { label, treatment, ruleId } = seen;
    if (treatment === 'pass') return this.shown(session, call, { verdict: 'pass', label });
    const kept = { session, behalf, call, label, treatment, ruleId, content, words: undefined };
    const replaced = await this.parts.shield.replace(kept);
    for (const form of replaced ? formsOf(replaced.text) : formsOfResult(content)) noteShown(session, form);
    return this.shown(session, call, replaced ? verdictOf(label, replaced) : { verdict: 'pass', label });
  }

  private conceal(error: unknown): Verdict {
    this.parts.onTrouble(error, 'inspecting a result');
    return withhold('rule-failed', 'A check could not be completed, so the result is withheld.');
  }
}

const verdictOf = (label: Label, { isSummary, text, quarantineId, reason }: Replaced): Verdict =>
  isSummary && quarantineId !== null ? { verdict: 'replace', label, text, quarantineId } : withhold(reason, text);

const lineOf = (verdict: Verdict): Outcome => {
  if (verdict.verdict === 'pass') return { outcome: 'observed', reason: null, label: verdict.label };
  if (verdict.verdict === 'replace') return { outcome: 'replaced', reason: 'quarantined', label: verdict.label };
  return { outcome: 'withheld', reason: verdict.reason, label: null };
};

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
