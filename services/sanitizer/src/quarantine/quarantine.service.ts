import { createHash } from 'node:crypto';
import { canonicalJson } from '@archestra/mcp';
import { CLIENT_SERVER, type Call } from '@archestra/policy';
import type { Kept, Replaced, Shield } from '../conversation/shield.ts';
import type { DualLlm, Summary } from '../dual-llm/dual-llm.ts';
import type { Policies } from '../policy/policies.ts';
import type { QuarantineStore, ResultKey, Standing } from './quarantine.store.ts';

export interface QuarantineParts {
  store: Pick<QuarantineStore, 'isReleased' | 'find' | 'keep'>;
  dualLlm: Pick<DualLlm, 'summarize'>;
  policies: Pick<Policies, 'of'>;
  onTrouble: (error: unknown, what: string) => void;
}

const WITHHELD = 'A policy keeps this result from the model. A reviewer can release it in the console.';

const NOTHING_SAID: Summary = { why: '', answers: [], bits: 0 };

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Keeps a result from the model, and finds what stands in its place. */
export class QuarantineService implements Shield {
  /** Equal results that come at the same time are one. */
  private readonly inWork = new Map<string, Promise<Replaced | undefined>>();

  constructor(private readonly parts: QuarantineParts) {}

  /** Undefined: a person released this very result. Never rejects: what cannot be kept is not shown either. */
  replace(kept: Kept): Promise<Replaced | undefined> {
    const { call, session } = kept;
    const text = textOf(kept.content);
    const key: ResultKey = {
      organizationId: call.organizationId,
      sessionId: session.sessionId,
      serverId: call.serverId,
      tool: call.name,
      contentDigest: hashOf(text ?? call.callId),
    };
    const id = JSON.stringify(Object.values(key));
    const working =
      this.inWork.get(id) ??
      this.find(kept, key, text)
        .catch((error: unknown) => this.fail(error))
        .finally(() => this.inWork.delete(id));
    this.inWork.set(id, working);
    return working;
  }

  private async find(kept: Kept, key: ResultKey, text: string | undefined): Promise<Replaced | undefined> {
    const { store } = this.parts;
    if (await store.isReleased(key)) return undefined;
    const before = await store.find(key);
    if (before) return replaced(before);
    const { call, behalf, treatment, words } = kept;
    const keep = (summary: Summary): Promise<Standing> => this.keep(kept, key, { text, summary });
    if (treatment !== 'sanitize' || text === undefined) return replaced(await keep(NOTHING_SAID));
    const { profileId, name } = call;
    const content = { ...key, principal: behalf.principal, profileId: profileId || null, tool: name, words, text };
    return replaced(await this.parts.dualLlm.summarize(content, keep));
  }

  private keep(
    { call, behalf, ruleId }: Kept,
    key: ResultKey,
    { text, summary }: { text: string | undefined; summary: Summary },
  ): Promise<Standing> {
    const { callId, profileId } = call;
    return this.parts.store.keep({
      ...key,
      callId,
      profileId: profileId || null,
      principal: behalf.principal ?? '',
      serverName: this.serverName(call),
      policyId: ruleId ?? null,
      content: text,
      status: summary.text === undefined ? 'withheld' : 'summarized',
      answers: summary.answers,
      bits: summary.bits,
      shown: summary.text ?? `${WITHHELD} ${summary.why}`.trim(),
    });
  }

  private serverName({ organizationId, profileId, serverId }: Call): string {
    if (serverId === CLIENT_SERVER) return 'the client';
    return this.parts.policies.of(organizationId, profileId).profile?.servers.get(serverId)?.name ?? serverId;
  }

  private fail(error: unknown): Replaced {
    this.parts.onTrouble(error, 'keeping a result from a model');
    return {
      isSummary: false,
      text: 'A check could not be completed, so the result is withheld.',
      quarantineId: null,
      reason: 'rule-failed',
    };
  }
}

/** What was deleted says no more than that. */
const replaced = ({ id, status, shown }: Standing): Replaced | undefined => {
  if (status === 'released') return undefined;
  const isSummary = status === 'summarized';
  return { isSummary, text: status === 'deleted' ? WITHHELD : shown, quarantineId: id, reason: 'quarantined' };
};

/** Equal content gives equal text, whatever the order of its keys. */
const textOf = (content: unknown): string | undefined => {
  if (content === undefined) return undefined;
  return typeof content === 'string' ? content : canonicalJson(content);
};
