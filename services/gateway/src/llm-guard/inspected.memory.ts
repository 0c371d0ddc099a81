import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

const MAX_TEXTS = 200_000;
const MAX_BYTES = 134_217_728;
const FORGOTTEN_AFTER_MS = 3_600_000;
const BYTES_PER_CHARACTER = 2;

/** What became of a text: shown as it was, or this in its place. */
export type Verdict = string | null;

/** What the sanitizer said of texts of a session; clients send the whole conversation again with each question. */
export interface InspectedTexts {
  verdictOf(digest: string): Verdict | undefined;
  remember(digest: string, verdict: Verdict): void;
}

/** Digest of a text and what it belongs to. */
export const digestOf = (...parts: readonly string[]): string => hash('sha256', parts.join('\u0000'), 'base64');

/** Texts that were inspected, of all sessions, as long as they are in use. Forgetting costs a question, never a decision. */
@Injectable()
export class InspectedMemory {
  // One for all: a memory of its own for each session would reserve its whole room before the first text.
  private readonly verdicts = new LRUCache<string, { readonly verdict: Verdict }>({
    max: MAX_TEXTS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ verdict }, key) => (key.length + (verdict?.length ?? 0)) * BYTES_PER_CHARACTER,
    ttl: FORGOTTEN_AFTER_MS,
    updateAgeOnGet: true,
  });

  of(organizationId: string, sessionId: string): InspectedTexts {
    const keyOf = (digest: string): string => `${organizationId} ${sessionId} ${digest}`;
    return {
      verdictOf: (digest) => this.verdicts.get(keyOf(digest))?.verdict,
      remember: (digest, verdict) => void this.verdicts.set(keyOf(digest), { verdict }),
    };
  }
}
