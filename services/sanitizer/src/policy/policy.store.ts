import { BlockRule, DualLlmSettings, InvocationPolicy, ResultPolicy } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { readContract } from '../db/contract-row.ts';
import { Database } from '../db/database.store.ts';

const ContractRow = z
  .object({
    organization_id: z.string(),
    server_id: z.string(),
    tool: z.string(),
    effect: z.unknown(),
    integrity: z.unknown(),
    audience: z.unknown(),
    contract: z.unknown(),
  })
  .transform(({ organization_id, server_id, tool, ...row }) => ({
    organizationId: organization_id,
    serverId: server_id,
    tool,
    contract: readContract(row),
  }));
export type ContractRow = z.output<typeof ContractRow>;

const RuleRow = z
  .object({
    id: z.string(),
    organization_id: z.string(),
    server_id: z.string(),
    tool: z.unknown(),
    profile_id: z.unknown(),
    note: z.unknown(),
    created_at: z.date(),
  })
  .transform((row) => ({
    organizationId: row.organization_id,
    rule: BlockRule.parse({
      id: row.id,
      serverId: row.server_id,
      tool: row.tool,
      profileId: row.profile_id,
      note: row.note,
      createdAt: row.created_at.toISOString(),
    }),
  }));
export type RuleRow = z.output<typeof RuleRow>;

const PolicyRow = z
  .object({
    id: z.string(),
    organization_id: z.string(),
    kind: z.enum(['invocation', 'result']),
    server_id: z.string(),
    tool: z.unknown(),
    profile_id: z.unknown(),
    conditions: z.unknown(),
    action: z.unknown(),
    note: z.unknown(),
    is_enabled: z.boolean(),
    created_at: z.date(),
  })
  .transform(({ organization_id, kind, ...row }) => {
    const policy = {
      ...row,
      serverId: row.server_id,
      profileId: row.profile_id,
      isEnabled: row.is_enabled,
      createdAt: row.created_at.toISOString(),
    };
    return kind === 'invocation'
      ? { organizationId: organization_id, kind, policy: InvocationPolicy.parse(policy) }
      : { organizationId: organization_id, kind, policy: ResultPolicy.parse(policy) };
  });
export type PolicyRow = z.output<typeof PolicyRow>;

const DualLlmRow = z
  .object({
    organization_id: z.string(),
    is_enabled: z.boolean(),
    max_rounds: z.number(),
    max_session_bits: z.number(),
    max_source_bits: z.number(),
  })
  .transform((row) => ({
    organizationId: row.organization_id,
    settings: DualLlmSettings.parse({
      isEnabled: row.is_enabled,
      maxRounds: row.max_rounds,
      maxSessionBits: row.max_session_bits,
      maxSourceBits: row.max_source_bits,
    }),
  }));
export type DualLlmRow = z.output<typeof DualLlmRow>;

/** Reads what administrators decided, for all organizations at once. A row that breaks its schema fails the whole read. */
@Injectable()
export class PolicyStore {
  constructor(private readonly database: Database) {}

  async version(): Promise<string> {
    const [row] = await this.database.query<{ version: string }>('SELECT version FROM policy_version WHERE id = 1');
    if (!row) throw new Error('The table policy_version lost its row.');
    return row.version;
  }

  async contracts(): Promise<ContractRow[]> {
    return z.array(ContractRow).parse(await this.database.query('SELECT * FROM tool_contract'));
  }

  async rules(): Promise<RuleRow[]> {
    return z.array(RuleRow).parse(await this.database.query('SELECT * FROM block_rule ORDER BY id'));
  }

  /** In the order of their ids. */
  async policies(): Promise<PolicyRow[]> {
    return z.array(PolicyRow).parse(await this.database.query('SELECT * FROM tool_policy ORDER BY id'));
  }

  async dualLlm(): Promise<DualLlmRow[]> {
    return z.array(DualLlmRow).parse(await this.database.query('SELECT * FROM dual_llm_settings'));
  }
}
