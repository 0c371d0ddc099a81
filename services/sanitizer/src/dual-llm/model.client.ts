import { Caller, llm, principals, type ModelReference } from '@archestra/contracts';
import { NatsClient, Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';

/** On whose account a model is asked. */
export interface Account {
  organizationId: string;
  principal: string | undefined;
  profileId: string | null;
  sessionId: string;
}

export interface ModelQuestion {
  model: ModelReference;
  account: Account;
  system: string;
  prompt: string;
  schema: Record<string, unknown>;
  /** Epoch milliseconds. */
  deadlineMs: number;
}

const MAX_OUTPUT_TOKENS = 1_024;

/** Asks a model through the gateway, which plans, meters and records it as `dual_llm`. No tools, one whole answer. */
@Injectable()
export class ModelClient {
  private readonly rights: SnapshotReader<typeof principals>;

  constructor(
    private readonly client: NatsClient,
    snapshots: Snapshots,
  ) {
    this.rights = snapshots.reader(principals);
  }

  /** Rejects with a typed error: no model, no answer in time, no budget, nobody on whose account. */
  async ask({ model, account, system, prompt, schema, deadlineMs }: ModelQuestion): Promise<string> {
    const { organizationId, principal = '', profileId, sessionId } = account;
    const [kind, id] = principal.split(':');
    const caller = Caller.parse({ kind, id, name: principal });
    const answer = await this.client.call(
      llm.askModel,
      {
        source: 'dual_llm',
        model,
        caller,
        teamIds: this.teamsOf(caller),
        profileId,
        sessionId,
        system,
        prompt,
        schema,
        maxOutputTokens: MAX_OUTPUT_TOKENS,
      },
      { organizationId, principal, deadlineMs },
    );
    return answer.text;
  }

  private teamsOf({ kind, id }: Caller): string[] {
    if (kind === 'team') return [id];
    return this.rights.get(id)?.teamIds ?? [];
  }
}
