import { z } from 'zod';

/** Header names that travel on every message. */
export const headerNames = {
  traceparent: 'traceparent',
  organization: 'x-org',
  principal: 'x-principal',
  deadline: 'x-deadline',
  callId: 'x-call-id',
  error: 'x-error',
} as const;

/** On whose behalf, for which organization, until when (epoch milliseconds) and for which call a message is sent. */
export const CallContext = z.object({
  organizationId: z.string().min(1).optional(),
  /** `user:<id>`, `team:<id>` or `service:<id>`; the identity that answers for the action. */
  principal: z.string().min(1).optional(),
  deadlineMs: z.number().optional(),
  callId: z.string().optional(),
  traceparent: z.string().optional(),
});
export type CallContext = z.output<typeof CallContext>;
