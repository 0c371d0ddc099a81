import { z } from 'zod';

/** A fact on JetStream; `type` is `<service>.<noun>.<past participle>`. */
export interface EventContract<D extends z.ZodType = z.ZodType> {
  readonly kind: 'event';
  readonly type: string;
  readonly data: D;
}

/** Declares an event. The stream subject adds the organization: `events.<org>.<type>`. */
export const event = <D extends z.ZodType>(type: string, data: D): EventContract<D> => ({ kind: 'event', type, data });

/** The parsed payload of an event. */
export type EventData<E extends EventContract> = z.output<E['data']>;

/** CloudEvents 1.0 in structured JSON mode, with the organization and the acting principal as extensions. */
export const CloudEvent = z.object({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(128),
  source: z.string().min(1),
  type: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  subject: z.string().optional(),
  organization: z.string().min(1),
  principal: z.string().optional(),
  traceparent: z.string().optional(),
  data: z.unknown(),
});
export type CloudEvent = z.output<typeof CloudEvent>;

/** The organization token used in event subjects for facts that belong to no organization (a request with an unknown token). */
export const SYSTEM_ORGANIZATION = 'system';

/** Stream subject of an event of one organization. */
export const eventSubject = (organizationId: string, type: string): string => `events.${organizationId}.${type}`;

/** A durable reader of the EVENTS stream: its name, the subjects it sees and the event types it understands. */
export interface EventConsumer {
  readonly kind: 'consumer';
  readonly durable: string;
  readonly filter: string;
  readonly events: readonly EventContract[];
}

/** Declares a durable consumer; `filter` is one subject filter because NATS 2.9 takes no list. */
export const consumer = (durable: string, filter: string, events: readonly EventContract[]): EventConsumer => ({
  kind: 'consumer',
  durable,
  filter,
  events,
});
