import { identity, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { changeOf, organizationIdOf } from '../organization/organization.ts';
import { TokenService } from './token.service.ts';
import { TokenStore, type TokenOwner } from './token.store.ts';

const ownerOf = (userId: string | null, context: MessageContext): TokenOwner => ({
  organizationId: organizationIdOf(context),
  userId,
  principal: context.principal,
});

@Controller()
export class TokenController {
  constructor(
    private readonly tokens: TokenService,
    private readonly store: TokenStore,
  ) {}

  @HandleRpc(identity.createToken)
  create({ actor, ...token }: Parsed<typeof identity.createToken>, context: MessageContext) {
    return this.tokens.create(changeOf(actor, context), token);
  }

  @HandleRpc(identity.listTokens)
  async list({ userId }: Parsed<typeof identity.listTokens>, context: MessageContext) {
    return { items: await this.store.list({ organizationId: organizationIdOf(context), userId }) };
  }

  @HandleRpc(identity.revokeToken)
  async revoke({ userId, tokenId }: Parsed<typeof identity.revokeToken>, context: MessageContext) {
    await this.tokens.revoke(ownerOf(userId, context), tokenId);
    return {};
  }

  @HandleRpc(identity.createSharedToken)
  createShared({ actor, ...token }: Parsed<typeof identity.createSharedToken>, context: MessageContext) {
    return this.tokens.createShared(changeOf(actor, context), token);
  }

  @HandleRpc(identity.listSharedTokens)
  listShared(request: Parsed<typeof identity.listSharedTokens>, context: MessageContext) {
    return this.store.listShared(organizationIdOf(context), request);
  }

  @HandleRpc(identity.revokeSharedToken)
  async revokeShared({ tokenId }: Parsed<typeof identity.revokeSharedToken>, context: MessageContext) {
    await this.tokens.revoke(ownerOf(null, context), tokenId);
    return {};
  }

  @HandleRpc(identity.createChatToken)
  createForChat(input: Parsed<typeof identity.createChatToken>, context: MessageContext) {
    return this.tokens.createForChat(organizationIdOf(context), input);
  }

  @HandleRpc(identity.verifyToken)
  verify({ hash }: Parsed<typeof identity.verifyToken>) {
    return this.tokens.verify(hash);
  }
}
