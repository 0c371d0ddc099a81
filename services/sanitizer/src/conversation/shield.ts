import type { Label, Reason } from '@archestra/contracts';
import type { Call } from '@archestra/policy';
import type { Behalf } from '../call/behalf.ts';
import type { Resident } from '../session/resident.ts';

/** A result that a policy keeps from the model. */
export interface Kept {
  session: Resident;
  behalf: Behalf;
  call: Call;
  label: Label;
  treatment: 'sanitize' | 'block';
  /** The policy that keeps it. */
  ruleId: string | undefined;
  /** Undefined when it was too large to be looked at. */
  content: unknown;
  /** What the person asked for last, where that is known. */
  words: string | undefined;
}

/** What stands in its place. */
export interface Replaced {
  /** Typed answers stand there; else a sentence that it was withheld. */
  isSummary: boolean;
  text: string;
  quarantineId: string | null;
  reason: Reason;
}

/** Stands between a result and a model; undefined: a person released this very result before. Never rejects. */
export interface Shield {
  replace(kept: Kept): Promise<Replaced | undefined>;
}
