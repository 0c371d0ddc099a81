import {
  AppError,
  installations,
  type CallContext,
  type ConfigurationField,
  type Credential,
  type CredentialScope,
  type DesiredServer,
  type orchestrator,
  type Parsed,
  type Reply,
} from '@archestra/contracts';
import { organizationOf, principalOf, Snapshots, type SnapshotReader } from '@archestra/messaging';
import { reportError } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { CredentialIndex } from './credential-index.ts';
import { CredentialStore, type Actor, type WrappedRow } from './credential.store.ts';
import { Holders, parsePrincipal } from './holder.ts';
import { resolveFields, secretFields, type Holder, type KnownCredential } from './resolution.ts';
import { Vault } from './vault.ts';

type Input<Name extends keyof typeof orchestrator> = Parsed<(typeof orchestrator)[Name]>;

const BATCH = 100;
// RFC 9110, 5.5; anything else would be refused by the HTTP client, in words that repeat the value.
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Keeps credentials for people. Whoever asks is checked here again, whatever was checked before. */
@Injectable()
export class CredentialService {
  private readonly servers: SnapshotReader<typeof installations>;

  constructor(
    private readonly store: CredentialStore,
    private readonly index: CredentialIndex,
    private readonly holders: Holders,
    private readonly vault: Vault,
    snapshots: Snapshots,
  ) {
    this.servers = snapshots.reader(installations);
  }

  async list(input: Input<'listCredentials'>, context: CallContext): Promise<{ items: Credential[] }> {
    const organizationId = organizationOf(context);
    const isSeen = input.all ? this.everybodys(context) : visibleTo(this.confine(input, context));
    const found = this.index
      .all()
      .filter((known) => known.organizationId === organizationId && isSeen(known))
      .filter(({ serverId }) => input.serverId === undefined || serverId === input.serverId);
    return {
      items: await this.store.details(
        organizationId,
        found.map(({ id }) => id),
      ),
    };
  }

  async set(input: Input<'setCredential'>, context: CallContext): Promise<Credential> {
    const { serverId, scope, ownerId, createdBy, values } = input;
    const { fields } = this.serverOf(serverId, context);
    this.assertMayKeep(scope, ownerId, context);
    if (parsePrincipal(context.principal).id !== createdBy)
      throw new AppError('NOT_ALLOWED', 'A credential is created by whoever asks for it.');
    assertFitting(values, fields);
    const kept = await this.store.replace(actorOf(context), {
      ...{ newId: v7(), serverId, scope, ownerId, createdBy },
      fields: Object.keys(values).sort(),
      seal: (binding) => this.vault.seal(binding, values),
    });
    await this.index.refresh(serverId);
    return kept;
  }

  async delete({ id, scope, ownerId }: Input<'deleteCredential'>, context: CallContext): Promise<void> {
    this.assertMayKeep(scope, ownerId, context);
    const serverIds = await this.store.remove(actorOf(context), { id, scope, ownerId });
    if (serverIds.length === 0) throw new AppError('NOT_FOUND', 'There is no such credential.');
    await this.refreshed(serverIds);
  }

  /** Everything of a server or an owner that is gone for good. */
  async forget(organizationId: string, gone: Parameters<CredentialStore['remove']>[1]): Promise<void> {
    await this.refreshed(await this.store.remove({ organizationId }, gone));
  }

  resolve(input: Input<'resolveCredential'>, context: CallContext): Reply<typeof orchestrator.resolveCredential> {
    const server = this.serverOf(input.serverId, context);
    const known = this.index.of(server.id).filter(({ organizationId }) => organizationId === server.organizationId);
    const { parts } = resolveFields(server.fields, known, this.confine(input, context));
    const answered = new Map(parts.flatMap(({ credential, fields }) => fields.map((name) => [name, credential])));
    const fields = secretFields(server.fields).map(({ name, isRequired }) => {
      const credential = answered.get(name);
      return { name, isRequired, scope: credential?.scope ?? null, ownerId: credential?.ownerId ?? null };
    });
    return { fields };
  }

  /** A batch of the organization's own. */
  async rotate(context: CallContext): Promise<Reply<typeof orchestrator.rotateKey>> {
    const organizationId = organizationOf(context);
    if (!this.holders.may(context, 'credential:manage')) throw notYours();
    const keyId = this.vault.newestKeyId;
    const rewrapped = await this.rewrap(organizationId);
    return { keyId, rewrapped, remaining: await this.store.remaining(organizationId, keyId) };
  }

  /** A batch of one organization's, or of all; returns how many it was. */
  rewrap(organizationId?: string): Promise<number> {
    return this.store.rewrap({
      ...(organizationId === undefined ? {} : { organizationId }),
      keyId: this.vault.newestKeyId,
      limit: BATCH,
      wrap: (row) => this.rewrapped(row),
    });
  }

  /** One row that cannot be read must not keep all others under the old key. */
  private rewrapped(row: WrappedRow): ReturnType<Vault['rewrap']> | undefined {
    try {
      return this.vault.rewrap(row, row);
    } catch (error) {
      reportError(error, `wrapping credential ${row.id} anew`);
      return undefined;
    }
  }

  private async refreshed(serverIds: readonly string[]): Promise<void> {
    await Promise.all(serverIds.map((serverId) => this.index.refresh(serverId)));
  }

  private serverOf(serverId: string, context: CallContext): DesiredServer {
    const server = this.servers.get(serverId);
    if (!server || server.organizationId !== organizationOf(context))
      throw new AppError('SERVER_NOT_FOUND', 'There is no such server here. It may have been removed.');
    return server;
  }

  /** What the caller asks for, without anything that is not theirs. */
  private confine({ userId, teamIds }: Holder, context: CallContext): Holder {
    const own = this.holders.of(context);
    return {
      userId: userId === own.userId ? userId : null,
      teamIds: teamIds.filter((id) => own.teamIds.includes(id)),
    };
  }

  private everybodys(context: CallContext): () => boolean {
    if (!this.holders.may(context, 'credential:manage') && !this.holders.may(context, 'organization:audit'))
      throw notYours();
    return () => true;
  }

  private assertMayKeep(scope: CredentialScope, ownerId: string, context: CallContext): void {
    const may = { personal: this.isOwn, team: this.isOwnTeam, organization: this.isAdministrator }[scope];
    if (!may.call(this, ownerId, context)) throw notYours();
  }

  private isOwn(ownerId: string, context: CallContext): boolean {
    return this.holders.of(context).userId === ownerId;
  }

  private isOwnTeam(ownerId: string, context: CallContext): boolean {
    return this.holders.of(context).teamIds.includes(ownerId) && this.holders.may(context, 'team-credential:write');
  }

  private isAdministrator(ownerId: string, context: CallContext): boolean {
    return ownerId === organizationOf(context) && this.holders.may(context, 'credential:manage');
  }
}

const notYours = (): AppError =>
  new AppError('NOT_ALLOWED', 'This credential is not yours to keep. Its owner, its team or an administrator can.');

const actorOf = (context: CallContext): Actor => ({
  organizationId: organizationOf(context),
  principal: principalOf(context),
});

const visibleTo =
  ({ userId, teamIds }: Holder) =>
  ({ scope, ownerId }: KnownCredential): boolean =>
    scope === 'organization' || (scope === 'team' ? teamIds.includes(ownerId) : ownerId === userId);

/** Names only in what it says: values never stand in an error. */
const assertFitting = (values: Readonly<Record<string, string>>, fields: readonly ConfigurationField[]): void => {
  const secrets = new Map(secretFields(fields).map((field) => [field.name, field]));
  if (Object.keys(values).length === 0) throw new AppError('INVALID_INPUT', 'A credential needs at least one value.');
  for (const [name, value] of Object.entries(values)) {
    const field = secrets.get(name);
    if (!field) throw new AppError('INVALID_INPUT', `The server has no secret field ${name.slice(0, 128)}.`);
    const isFitting = field.in === 'header' ? HEADER_VALUE.test(value) : !value.includes('\0');
    if (!isFitting) throw new AppError('INVALID_INPUT', `The value of ${name} holds characters that cannot be sent.`);
  }
};
