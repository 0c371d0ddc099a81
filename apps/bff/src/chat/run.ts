import type { ChatMetadata, ModelReference } from '@archestra/contracts';

/** The answer a process works on. While `epoch` is the one in the database, nobody else does. */
export interface Run {
  id: string;
  chatId: string;
  messageId: string;
  organizationId: string;
  userId: string;
  epoch: number;
  /** Finished steps. */
  steps: number;
  isStopRequested: boolean;
  startedAt: Date;
}

/** How an answer ends. */
export type RunEnd = Extract<ChatMetadata['state'], 'complete' | 'stopped' | 'failed'>;

/** Somebody else works on the answer now, or nobody may: whatever was not saved is theirs to do again. */
export class LeaseLost extends Error {
  constructor() {
    super('the lease on this answer is lost');
    this.name = 'LeaseLost';
  }
}

/** Why work on an answer ends before its end. */
export type Interruption = 'stop' | 'lease' | 'time';

/** What an answer is made from. */
export interface Conversation {
  id: string;
  profileId: string | null;
  disabledTools: readonly string[];
  model: ModelReference;
}
