import { z } from 'zod';
import type { ConnectionEnd, ViolationKind } from './connection.ts';

const Violation = z.object({
  method: z.literal('notifications/archestra/violation'),
  params: z.object({ kind: z.enum(['garbageLines', 'duplicateAnswers', 'oversizedFrames']) }),
});
const Exited = z.object({
  method: z.literal('notifications/archestra/exited'),
  params: z.object({
    reason: z.string().max(200),
    exitCode: z.number().int().nullable(),
    signal: z.string().max(20).nullable(),
    isAsked: z.boolean().default(false),
  }),
});
const Notice = z.discriminatedUnion('method', [Violation, Exited]);

/** What the bridge tells of the server it runs (deploy/image/README.md), beside what the server itself says. */
export type BridgeNotice =
  | { readonly kind: 'violation'; readonly violation: ViolationKind }
  | { readonly kind: 'exited'; readonly end: ConnectionEnd; readonly isAsked: boolean };

/** The notice in a message; `undefined` when the message is the server's own. */
export const bridgeNotice = (message: object): BridgeNotice | undefined => {
  if (!('method' in message)) return undefined;
  const notice = Notice.safeParse(message);
  if (!notice.success) return undefined;
  const { method, params } = notice.data;
  if (method === 'notifications/archestra/violation') return { kind: 'violation', violation: params.kind };
  const { isAsked, ...end } = params;
  return { kind: 'exited', end, isAsked };
};
