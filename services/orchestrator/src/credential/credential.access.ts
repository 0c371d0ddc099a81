import { AppError, type CallContext, type DesiredServer } from '@archestra/contracts';
import { CONFIG, reportError } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { OrchestratorConfig } from '../orchestrator.config.ts';
import { CredentialIndex } from './credential-index.ts';
import { CredentialStore } from './credential.store.ts';
import { Holders } from './holder.ts';
import { NOBODY, resolveFields, type Resolution } from './resolution.ts';
import { Vault, type SecretValues } from './vault.ts';

const changedMeanwhile = (): AppError =>
  new AppError('SERVER_UNAVAILABLE', 'A credential of the server changed while it was started. Try again in a moment.');

/** What running servers need of credentials: who answers a call, from memory; and the values, only to start an instance. */
@Injectable()
export class CredentialAccess {
  constructor(
    private readonly store: CredentialStore,
    private readonly index: CredentialIndex,
    private readonly holders: Holders,
    private readonly vault: Vault,
    @Inject(CONFIG) private readonly config: OrchestratorConfig,
  ) {}

  /** Throws `NOT_ALLOWED` for a caller who is nobody here. What is missing stands in the resolution. */
  resolve(server: DesiredServer, context: CallContext): Resolution {
    if (!this.index.isRead)
      throw new AppError('SERVER_UNAVAILABLE', 'The credentials have not been read yet. Try again in a moment.');
    return resolveFields(server.fields, this.knownOf(server), this.holders.of(context));
  }

  /** Whether it can be told at all who has credentials. */
  get isKnown(): boolean {
    return this.index.isRead && this.holders.areKnown;
  }

  /** What anybody can use: nothing but the organization's. */
  resolveForAll(server: DesiredServer): Resolution {
    return resolveFields(server.fields, this.knownOf(server), NOBODY);
  }

  /** Credentials that exist for a server, as they are known now. */
  knownOf({ id, organizationId }: DesiredServer): ReturnType<CredentialIndex['of']> {
    return this.index.of(id).filter((known) => known.organizationId === organizationId);
  }

  /** Values by field name. Throws when what was resolved is not what is stored any more. */
  async open({ organizationId }: DesiredServer, { parts }: Resolution): Promise<SecretValues> {
    if (parts.length === 0) return {};
    const ids = parts.map(({ credential }) => credential.id);
    const rows = new Map((await this.store.sealed(organizationId, ids)).map((row) => [row.id, row]));
    const values: Record<string, string> = {};
    for (const { credential, fields } of parts) {
      const row = rows.get(credential.id);
      if (row?.revision !== credential.revision) throw changedMeanwhile();
      const opened = this.vault.open(row, row);
      for (const name of fields) if (opened[name] !== undefined) values[name] = opened[name];
    }
    this.store.markUsed(organizationId, ids).catch((error: unknown) => reportError(error, 'use of a credential'));
    return values;
  }

  /** The refusal for a caller without a credential, with the place to provide it. */
  missing(server: DesiredServer, fields: readonly string[]): AppError {
    const url = new URL('/credentials', this.config.CONSOLE_URL);
    url.searchParams.set('server', server.id);
    const message = `The server ${server.name} needs a credential (${fields.join(', ')}) that neither you, a team of yours nor the organization has. Provide it at ${url.href}`;
    return new AppError('CREDENTIAL_MISSING', message, {
      details: { serverId: server.id, fields: [...fields], url: url.href },
    });
  }

  onChange(listener: (serverId: string) => void): () => void {
    return this.index.onChange(listener);
  }

  onPersonChange(listener: (userId: string) => void): () => void {
    return this.holders.onChange(listener);
  }
}
