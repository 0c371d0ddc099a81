import { z } from 'zod';

const Identity = z.object({ pid: z.number(), born: z.string() });

/** One process as the supervisor sees it. */
export const ProcessStatus = z.object({
  name: z.string(),
  identity: Identity.optional(),
  port: z.number(),
  state: z.enum(['starting', 'ready', 'waiting', 'stopped']),
  restarts: z.number(),
  /** Epoch milliseconds of the present start. */
  sinceMs: z.number(),
  lastEnd: z.string().optional(),
});
export type ProcessStatus = z.output<typeof ProcessStatus>;

/** One step of the start. */
const StepStatus = z.object({
  title: z.string(),
  state: z.enum(['begun', 'done', 'failed']),
  tookMs: z.number(),
});

/** What the supervisor tells the world, in a file that is replaced at every change. */
export const Status = z.object({
  supervisor: Identity,
  fingerprint: z.string(),
  phase: z.enum(['starting', 'running', 'failed', 'stopping']),
  failure: z.object({ step: z.string(), why: z.string(), remedy: z.string() }).optional(),
  notes: z.array(z.string()),
  steps: z.array(StepStatus),
  processes: z.array(ProcessStatus),
});
export type Status = z.output<typeof Status>;
