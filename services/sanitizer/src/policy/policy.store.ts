import { BlockRule, ToolContract } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../db/database.store.ts';

const ContractRow = z
  .object({
    organization_id: z.string(),
    server_id: z.string(),
    tool: z.string(),
    effect: z.unknown(),
    integrity: z.unknown(),
    audience: z.unknown(),
  })
  .transform(({ organization_id, server_id, tool, effect, integrity, audience }) => ({
    organizationId: organization_id,
    serverId: server_id,
    tool,
    contract: ToolContract.parse({ effect, output: { integrity, audience } }),
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
}
