import type { EventContract } from '@archestra/contracts';
import { toEnvelope, type Fact } from '../event/cloud-event.ts';

/** What a `jsonb` column takes. */
export type Json = string | number | boolean | readonly (Json | null)[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | null;
}

/** A row of a service's `outbox` table; insert it in the same transaction as the change it tells of. */
export interface OutboxRow {
  id: string;
  subject: string;
  /** The CloudEvents envelope, for a `jsonb` column. */
  payload: JsonObject;
}

/** Builds the outbox row of a fact; its id becomes the event id. */
export const outboxRow = <E extends EventContract>(contract: E, service: string, fact: Fact<E>): OutboxRow => {
  const { id, subject, payload } = toEnvelope(contract, service, fact);
  return { id, subject, payload: JSON.parse(payload) as JsonObject };
};
