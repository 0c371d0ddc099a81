import 'reflect-metadata';
import { AppError, identity, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { at, organizationId, password, people, principalOf, serverId, World } from './world.ts';

@Controller()
export class FakeIdentity {
  constructor(private readonly world: World) {}

  @HandleRpc(identity.createSession)
  signIn(input: Parsed<typeof identity.createSession>, context: MessageContext): Reply<typeof identity.createSession> {
    this.world.note('createSession', input, context);
    const user = people.find(({ email }) => email === input.email);
    if (!user || input.password !== password) throw new AppError('UNAUTHENTICATED', 'E-mail or password is wrong.');
    const token = `session-${user.role}-${this.world.sessions.size}`;
    this.world.sessions.set(token, user);
    return { token, expiresAt: '2036-11-21T10:00:00.000Z', user };
  }

  @HandleRpc(identity.verifySession)
  verify({ token }: { token: string }): Reply<typeof identity.verifySession> {
    this.world.verified += 1;
    const user = this.world.sessions.get(token);
    if (!user) throw new AppError('UNAUTHENTICATED', 'No such session.');
    return { user, principal: principalOf(user) };
  }

  @HandleRpc(identity.deleteSession)
  signOut({ token }: { token: string }): Record<string, never> {
    this.world.sessions.delete(token);
    return {};
  }

  @HandleRpc(identity.changePassword)
  change(input: Parsed<typeof identity.changePassword>, context: MessageContext): Record<string, never> {
    this.world.note('changePassword', input, context);
    if (input.currentPassword !== password) throw new AppError('UNAUTHENTICATED', 'The current password is wrong.');
    return {};
  }

  @HandleRpc(identity.listUsers)
  users(): Reply<typeof identity.listUsers> {
    return { items: people, nextCursor: null };
  }

  @HandleRpc(identity.getOrganization)
  organization(): Reply<typeof identity.getOrganization> {
    return { id: organizationId, name: 'Test', isOperator: true, createdAt: at };
  }

  @HandleRpc(identity.listTokens)
  tokens(input: { userId: string }, context: MessageContext): Reply<typeof identity.listTokens> {
    this.world.note('listTokens', input, context);
    return { items: [] };
  }

  @HandleRpc(identity.createToken)
  createToken(input: Parsed<typeof identity.createToken>, context: MessageContext): Reply<typeof identity.createToken> {
    this.world.note('createToken', input, context);
    const token = {
      id: serverId,
      kind: 'user' as const,
      ownerId: input.actor.userId,
      name: input.name,
      prefix: 'arch_abc',
      scopes: input.scopes,
      profileIds: input.profileIds,
      createdBy: input.actor.userId,
      createdAt: at,
      expiresAt: input.expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    };
    return { token, secret: 'arch_secret' };
  }

  @HandleRpc(identity.revokeToken)
  revoke(input: Parsed<typeof identity.revokeToken>, context: MessageContext): Record<string, never> {
    this.world.note('revokeToken', input, context);
    return {};
  }
}
