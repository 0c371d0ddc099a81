import { identity, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { organizationIdOf } from '../organization/organization.ts';
import { TokenService } from './token.service.ts';
import type { TokenOwner } from './token.store.ts';

const ownerOf = (userId: string, context: MessageContext): TokenOwner => ({
  organizationId: organizationIdOf(context),
  userId,
  principal: context.principal,
});

@Controller()
export class TokenController {
  constructor(private readonly tokens: TokenService) {}

  @HandleRpc(identity.createToken)
  create({ userId, ...token }: Parsed<typeof identity.createToken>, context: MessageContext) {
    return this.tokens.create(ownerOf(userId, context), token);
  }

  @HandleRpc(identity.listTokens)
  list({ userId }: Parsed<typeof identity.listTokens>, context: MessageContext) {
    return this.tokens.list(ownerOf(userId, context));
  }

  @HandleRpc(identity.revokeToken)
  async revoke({ userId, tokenId }: Parsed<typeof identity.revokeToken>, context: MessageContext) {
    await this.tokens.revoke(ownerOf(userId, context), tokenId);
    return {};
  }

  @HandleRpc(identity.verifyToken)
  verify({ hash }: Parsed<typeof identity.verifyToken>) {
    return this.tokens.verify(hash);
  }
}
