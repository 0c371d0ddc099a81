import { AppError, type guard, type Label, type Parsed, type Reason, type Reply } from '@archestra/contracts';
import {
  FRESH_SESSION,
  hear,
  mayReceive,
  MOST_RESTRICTIVE,
  observe,
  type Call,
  type Observation,
  type Policy,
  type Result as ToolResult,
} from '@archestra/policy';
import type { Behalf } from '../call/behalf.ts';
import type { Judge, JudgeParts } from '../call/judge.ts';
import { within } from '../call/within.ts';
import { holding, type Resident } from '../session/resident.ts';
import { textHash } from '../session/shown.ts';
import { isStorable } from '../session/session-row.ts';
import { mustKeep } from '../session/state.ts';
import type { SeenResult } from '../session/tool-calls.ts';
import { namedCall } from './named-call.ts';
import type { Shield } from './shield.ts';

export interface ConversationParts extends Pick<JudgeParts, 'policies' | 'sessions' | 'recorder' | 'onTrouble'> {
  judge: Judge;
  shield: Shield;
  commitTimeoutMs: number;
}

type Input = Parsed<typeof guard.inspectConversation>;
type Result = Input['results'][number];
type Replacement = Reply<typeof guard.inspectConversation>['replacements'][number];

/** A result next to the call it answers; `known` is false when no call of this session waits for it. */
interface Matched {
  call: Call;
  known: boolean;
  /** Every call this session announced under the id, whatever the client says it answers. */
  announced: Call[];
}

/** What is made of a result. */
interface Finding extends Observation {
  /** The call whose policy decides what is shown. */
  call: Call;
  denial: Extract<ReturnType<typeof mayReceive>, { outcome: 'deny' }> | undefined;
}

const MAX_HEARD = 5_000;

const STRICTNESS: Readonly<Record<Observation['treatment'], number>> = { pass: 0, sanitize: 1, block: 2 };

const isStricter = (one: Observation, other: Observation): boolean =>
  STRICTNESS[one.treatment] > STRICTNESS[other.treatment];

/**
 * What a conversation with a model brings in. The client's copy of it is a claim: a result counts as the answer to a call only when
 * this session announced that call; what was left out, edited, moved or repeated never makes the session better.
 */
export class ConversationService {
  constructor(private readonly parts: ConversationParts) {}

  /** Rejects with a typed error when the conversation cannot be judged: then nothing of it may be sent on. */
  async inspect(behalf: Behalf, input: Input): Promise<Reply<typeof guard.inspectConversation>> {
    const session = await this.session(behalf, input.sessionId);
    return holding(session, async () => {
      this.hear(session, input);
      const shown = await Promise.all(input.results.map((result) => this.see(session, behalf, { input, result })));
      await this.settled(session, input);
      return { label: session.state.label, replacements: shown.filter((each) => each !== undefined) };
    });
  }

  private async session({ organizationId }: Behalf, sessionId: string): Promise<Resident> {
    const { judge, sessions, recorder, onTrouble } = this.parts;
    if (!isStorable(sessionId)) throw new AppError('INVALID_INPUT', 'The id of this session cannot be used.');
    if (!judge.isReady || recorder.isFull) throw unavailable();
    const session =
      sessions.peek(organizationId, sessionId) ??
      (await sessions.load(organizationId, sessionId).catch((error: unknown) => {
        onTrouble(error, 'reading a session');
        throw unavailable();
      }));
    if (!judge.isReady) throw unavailable();
    return session;
  }

  /** The person's own words, for the provenance of arguments. */
  private hear(session: Resident, { callId, profileId, userTexts }: Input): void {
    const before = session.state;
    for (const text of userTexts) {
      const hash = textHash(text);
      if (session.heard.has(hash)) continue;
      if (session.heard.size < MAX_HEARD) session.heard.add(hash);
      session.state = hear(session.state, text);
    }
    if (session.state === before) return;
    const about = { callId, profileId: profileId ?? '', serverId: '', name: '', kind: 'message' as const };
    void this.parts.recorder.record(session, about, { outcome: 'heard', reason: null, label: null });
  }

  /** Labels one result, and says what stands in its place when it must not be shown. */
  private see(
    session: Resident,
    behalf: Behalf,
    { input, result }: { input: Input; result: Result },
  ): Replacement | undefined | Promise<Replacement | undefined> {
    const { position, toolCallId, text, isError } = result;
    const contentHash = textHash(JSON.stringify([isError, text]));
    const before = session.toolCalls.seen(toolCallId, contentHash);
    if (before) return before.replacement && { position, ...before.replacement };
    const matched = this.match(session, behalf, { input, result });
    const observed = this.observe(session, matched, { content: text, isError });
    session.state = observed.session;
    const note = (shown: SeenResult, reason: Reason | null): Replacement | undefined => {
      session.toolCalls.see(toolCallId, contentHash, shown);
      this.note(session, matched, { toolCallId, contentHash, label: observed.label, shown, reason });
      return shown.replacement && { position, ...shown.replacement };
    };
    const { denial } = observed;
    if (denial)
      return note({ replacement: { text: denial.message, quarantineId: null, reason: denial.reason } }, denial.reason);
    if (observed.treatment === 'pass' || session.shown.has(textHash(text)))
      return note({}, matched.known ? null : 'unmatched-result');
    return this.parts.shield
      .replace({
        session,
        behalf,
        call: observed.call,
        label: observed.label,
        treatment: observed.treatment,
        ruleId: observed.ruleId,
        content: text,
        words: input.userTexts.at(-1),
      })
      .then((replaced) => {
        if (!replaced) return note({}, null);
        const { isSummary: _, ...replacement } = replaced;
        return note({ replacement }, replacement.reason);
      });
  }

  private match(session: Resident, behalf: Behalf, { input, result }: { input: Input; result: Result }): Matched {
    const { organizationId } = behalf;
    const conversation = { ...input, organizationId };
    const claimed = result.tool && namedCall(conversation, result.tool);
    const tool = session.toolCalls.match(result.toolCallId, claimed);
    const about = { organizationId, callId: input.callId, kind: 'tool' as const };
    if (tool) {
      const given: unknown = JSON.parse(tool.arguments);
      const call = { ...about, ...tool, arguments: given };
      return { known: true, call, announced: [call] };
    }
    const nothing = { name: 'unknown', serverId: null, source: '', upstreamName: 'unknown' };
    const announced = session.toolCalls.announced(result.toolCallId).map((each) => ({ ...about, ...each }));
    return { known: false, call: claimed ?? namedCall(conversation, nothing), announced };
  }

  /** What a result makes of the session, and the strictest of what may be shown of it: no claim of the client lifts a policy. */
  private observe(session: Resident, { call, known, announced }: Matched, given: ToolResult): Finding {
    const policyOf = (each: Call): Policy => this.parts.policies.of(each.organizationId, each.profileId);
    const denial = announced
      .map((each) => mayReceive(policyOf(each), FRESH_SESSION, each))
      .find((permission) => permission.outcome === 'deny');
    if (known) return { ...observe(policyOf(call), session.state, call, given), call, denial };
    const found = [...announced, call].map((each) => ({
      ...observe(policyOf(each), FRESH_SESSION, each, given),
      call: each,
    }));
    const strictest = found.reduce((one, other) => (isStricter(other, one) ? other : one));
    return { ...strictest, ...unmatched(session, call), denial };
  }

  private note(
    session: Resident,
    { call, known }: Matched,
    seen: { toolCallId: string; contentHash: string; label: Label; shown: SeenResult; reason: Reason | null },
  ): void {
    const { toolCallId, contentHash, label, shown, reason } = seen;
    const outcome = shown.replacement ? 'withheld' : 'observed';
    void this.parts.recorder.record(session, known ? call : { ...call, serverId: '' }, {
      outcome,
      reason,
      label,
      conversation: { toolCallId, contentHash },
    });
  }

  /** What the conversation made of the session is committed before anybody sees it. */
  private async settled(session: Resident, { callId, profileId }: Input): Promise<void> {
    if (!mustKeep(session.committed, session.state)) return;
    const flushed = this.parts.recorder.flushed(session, { callId, profileId: profileId ?? '' });
    await within(flushed, this.parts.commitTimeoutMs).catch(() => {
      throw unavailable();
    });
  }
}

/** The worst of results: from anybody, for nobody, whatever tool it claims to be of. */
const unmatched = (session: Resident, call: Call) => {
  const { session: state } = observe({ profile: undefined, blocks: new Map(), contracts: new Map() }, session.state, {
    ...call,
    serverId: 'no call of this session',
  });
  return { session: state, label: MOST_RESTRICTIVE };
};

const unavailable = (): AppError =>
  new AppError('PEER_UNAVAILABLE', 'The platform cannot check this conversation right now. Try again in a moment.');
