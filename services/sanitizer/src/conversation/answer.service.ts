import type { Decision, guard, Parsed } from '@archestra/contracts';
import { observe, type Call } from '@archestra/policy';
import { unavailable } from '../call/answer.ts';
import type { Behalf } from '../call/behalf.ts';
import type { Judge, JudgeParts } from '../call/judge.ts';
import { within } from '../call/within.ts';
import { isStorable } from '../session/session-row.ts';
import type { Resident } from '../session/resident.ts';
import { mustKeep } from '../session/state.ts';
import { namedCall } from './named-call.ts';

export interface AnswerParts extends Pick<JudgeParts, 'policies' | 'recorder'> {
  judge: Judge;
  commitTimeoutMs: number;
}

type Input = Parsed<typeof guard.decideAnswer>;

/** Longer arguments are not remembered; a result of such a call matches none and gets the worst label. */
const MAX_ARGUMENTS = 65_536;

/** The tool calls in an answer of a model: each is decided before a client sees it, and remembered so that its result can be told. */
export class AnswerService {
  constructor(private readonly parts: AnswerParts) {}

  /** One decision for each call, in order. Never rejects: what cannot be decided is denied. */
  async decide(behalf: Behalf, input: Input): Promise<Decision[]> {
    const written: Promise<void>[] = [];
    const decisions = await Promise.all(
      input.calls.map(async (asked) =>
        this.parts.judge.decide({
          call: {
            ...namedCall({ ...input, organizationId: behalf.organizationId }, asked.tool),
            arguments: asked.arguments,
          },
          sessionId: input.sessionId,
          principal: behalf.principal,
          door: 'answer',
          admit: (session, call) => this.announce(session, call, { toolCallId: asked.toolCallId, written }),
        }),
      ),
    );
    const isKept = await within(Promise.all(written), this.parts.commitTimeoutMs).then(
      () => true,
      () => false,
    );
    return isKept ? decisions : decisions.map((each) => (each.outcome === 'allow' ? unavailable() : each));
  }

  /** False when the call cannot be remembered under its id. */
  private announce(
    session: Resident,
    call: Call,
    { toolCallId, written }: { toolCallId: string; written: Promise<void>[] },
  ): boolean {
    if (!isStorable(toolCallId) || !isStorable(call.name)) return false;
    const { policies, recorder } = this.parts;
    const given = JSON.stringify(call.arguments ?? {});
    const remembered = given.length <= MAX_ARGUMENTS ? given : undefined;
    const { profileId, serverId, source, name, pin } = call;
    const announced = { profileId, serverId, source, name, pin, arguments: remembered };
    if (!session.toolCalls.announce(toolCallId, announced)) return false;
    // The client may make the call and never show its result: what it writes is known from now on.
    const { sources } = observe(policies.of(call.organizationId, profileId), session.state, call).session;
    if (sources && sources !== session.state.sources) session.state = { ...session.state, sources };
    const mustWait = mustKeep(session.committed, session.state);
    const line = recorder.record(session, call, {
      outcome: 'announced',
      reason: null,
      label: null,
      conversation: {
        toolCallId,
        tool: { source, pin, arguments: remembered },
      },
    });
    if (mustWait) written.push(line);
    return true;
  }
}
