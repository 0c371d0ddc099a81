import { orchestrator, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { CredentialService } from './credential.service.ts';

type Rpcs = typeof orchestrator;

@Controller()
export class CredentialController {
  constructor(private readonly credentials: CredentialService) {}

  @HandleRpc(orchestrator.listCredentials)
  list(input: Parsed<Rpcs['listCredentials']>, context: MessageContext): Promise<Reply<Rpcs['listCredentials']>> {
    return this.credentials.list(input, context);
  }

  @HandleRpc(orchestrator.setCredential)
  set(input: Parsed<Rpcs['setCredential']>, context: MessageContext): Promise<Reply<Rpcs['setCredential']>> {
    return this.credentials.set(input, context);
  }

  @HandleRpc(orchestrator.deleteCredential)
  async delete(
    input: Parsed<Rpcs['deleteCredential']>,
    context: MessageContext,
  ): Promise<Reply<Rpcs['deleteCredential']>> {
    await this.credentials.delete(input, context);
    return {};
  }

  @HandleRpc(orchestrator.resolveCredential)
  resolve(input: Parsed<Rpcs['resolveCredential']>, context: MessageContext): Reply<Rpcs['resolveCredential']> {
    return this.credentials.resolve(input, context);
  }

  @HandleRpc(orchestrator.rotateKey)
  rotate(_: Parsed<Rpcs['rotateKey']>, context: MessageContext): Promise<Reply<Rpcs['rotateKey']>> {
    return this.credentials.rotate(context);
  }
}
