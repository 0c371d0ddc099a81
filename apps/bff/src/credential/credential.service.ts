import { AppError, orchestrator, registry, type Credential, type CredentialScope } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../route/caller.ts';

interface Owner {
  readonly scope: CredentialScope;
  readonly ownerId: string;
}

/** Credentials of servers, for people and tokens. The orchestrator checks once more; what a token is narrowed to is checked here. */
@Injectable()
export class CredentialService {
  async list(serverId: string | undefined, caller: Caller): Promise<Credential[]> {
    const { userId, teamIds } = this.holder(caller);
    const { items } = await caller.call(orchestrator.listCredentials, {
      userId,
      teamIds,
      all: caller.has('credential:manage') || caller.has('organization:audit'),
      ...(serverId === undefined ? {} : { serverId }),
    });
    return items;
  }

  async set(
    serverId: string,
    given: { scope: CredentialScope; teamId?: string | undefined; values: Record<string, string> },
    caller: Caller,
  ): Promise<Credential> {
    const owner = { scope: given.scope, ownerId: ownerOf(given.scope, given.teamId, caller) };
    assertMayKeep(owner, caller);
    await this.assertVisible(serverId, caller);
    const createdBy = caller.principal.id;
    return caller.call(orchestrator.setCredential, { serverId, ...owner, createdBy, values: given.values });
  }

  async delete(id: string, caller: Caller): Promise<void> {
    const found = (await this.list(undefined, caller)).find((credential) => credential.id === id);
    if (!found) throw new AppError('NOT_FOUND', 'There is no such credential.');
    const { scope, ownerId } = found;
    assertMayKeep({ scope, ownerId }, caller);
    await caller.call(orchestrator.deleteCredential, { id, scope, ownerId });
  }

  /** Throws `NOT_FOUND` unless the caller may see this server. */
  async assertVisible(serverId: string, caller: Caller): Promise<void> {
    await caller.call(registry.getInstallation, { id: serverId, viewer: caller.viewer('mcp-server:write') });
  }

  /** Whose credentials answer for the caller. */
  holder({ principal, teamIds }: Caller): { userId: string | null; teamIds: string[] } {
    if (principal.kind === 'team') return { userId: null, teamIds: [principal.id] };
    return { userId: principal.kind === 'user' ? principal.id : null, teamIds: [...teamIds] };
  }
}

const ownerOf = (scope: CredentialScope, teamId: string | undefined, { principal }: Caller): string => {
  if (scope === 'personal') return principal.id;
  if (scope === 'organization') return principal.organizationId;
  if (teamId === undefined) throw new AppError('INVALID_INPUT', 'Name the team whose credential it is (teamId).');
  return teamId;
};

const assertMayKeep = ({ scope, ownerId }: Owner, caller: Caller): void => {
  if (scope === 'organization') return caller.require('credential:manage');
  if (scope === 'personal') return assertOwn(caller.userId === ownerId);
  caller.require('team-credential:write');
  const { principal, teamIds } = caller;
  assertOwn(teamIds.includes(ownerId) || (principal.kind === 'team' && principal.id === ownerId));
};

const assertOwn = (isOwn: boolean): void => {
  if (!isOwn) throw new AppError('NOT_ALLOWED', 'This credential belongs to somebody else, or to a team of others.');
};
