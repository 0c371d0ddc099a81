import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

const MAX_SESSIONS = 20_000;
const MAX_TEXTS = 4_000;
const FORGOTTEN_AFTER_MS = 3_600_000;

/** What became of a text: shown as it was, or this in its place. */
export type Verdict = string | null;

/** What the sanitizer said of texts of a session; clients send the whole conversation again with each question. */
export class InspectedTexts {
  private readonly verdicts = new LRUCache<string, { readonly verdict: Verdict }>({ max: MAX_TEXTS });

  verdictOf(digest: string): Verdict | undefined {
    return this.verdicts.get(digest)?.verdict;
  }

  remember(digest: string, verdict: Verdict): void {
    this.verdicts.set(digest, { verdict });
  }
}

/** Digest of a text and what it belongs to. */
export const digestOf = (...parts: readonly string[]): string => hash('sha256', parts.join('\u0000'), 'base64');

/** Sessions whose texts were inspected, as long as they are in use. Forgetting costs a question, never a decision. */
@Injectable()
export class InspectedMemory {
  private readonly sessions = new LRUCache<string, InspectedTexts>({ max: MAX_SESSIONS, ttl: FORGOTTEN_AFTER_MS });

  of(organizationId: string, sessionId: string): InspectedTexts {
    const key = `${organizationId} ${sessionId}`;
    const known = this.sessions.get(key) ?? new InspectedTexts();
    this.sessions.set(key, known);
    return known;
  }
}
