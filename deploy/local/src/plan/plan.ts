import { z } from 'zod';

const Server = z.object({ folder: z.string(), port: z.number(), password: z.string() });

/** One process the supervisor keeps running. */
export const ProcessPlan = z.object({
  name: z.string(),
  command: z.array(z.string()).min(1),
  cwd: z.string(),
  env: z.record(z.string(), z.string()),
  port: z.number(),
  /** Doors are closed before the rooms behind them. */
  isDoor: z.boolean(),
  /** Works behind the calls: gets the processor when no call wants it. */
  isBackground: z.boolean().optional(),
});
export type ProcessPlan = z.output<typeof ProcessPlan>;

const NatsUserPlan = z.object({
  user: z.string(),
  password: z.string(),
  permissions: z.object({ publish: z.array(z.string()), subscribe: z.array(z.string()) }).optional(),
});

/** Everything the supervisor needs to know; what is absent is somebody else's server. */
export const Plan = z.object({
  /** Changes with anything that needs a restart: code, configuration, ports. */
  fingerprint: z.string(),
  postgres: Server.optional(),
  redis: Server.optional(),
  nats: Server.omit({ password: true })
    .extend({ users: z.array(NatsUserPlan) })
    .optional(),
  database: z
    .object({
      adminUrl: z.string(),
      name: z.string(),
      isShared: z.boolean(),
      owners: z.array(z.object({ service: z.string(), password: z.string(), migrations: z.string() })),
    })
    .optional(),
  /** Login that sets up streams and buckets. */
  provision: z.object({ url: z.string(), user: z.string().optional(), password: z.string().optional() }).optional(),
  processes: z.array(ProcessPlan),
  logs: z.string(),
  statusFile: z.string(),
});
export type Plan = z.output<typeof Plan>;
