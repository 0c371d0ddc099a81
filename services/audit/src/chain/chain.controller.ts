import { audit, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { fitting } from '@archestra/service';
import { Controller } from '@nestjs/common';
import { ChainStore } from './chain.store.ts';
import { Checkpoints } from './checkpoints.ts';

const MAX_UNLINKED = 1_000;

/** Hands a chain out with the records in it, so that somebody else can prove it. */
@Controller()
export class ChainController {
  constructor(
    private readonly chains: ChainStore,
    private readonly signer: Checkpoints,
  ) {}

  @HandleRpc(audit.exportChain)
  async export(
    { afterSeq, upToSeq, limit }: Parsed<typeof audit.exportChain>,
    context: MessageContext,
  ): Promise<Reply<typeof audit.exportChain>> {
    const organizationId = organizationOf(context);
    const end = upToSeq ?? (await this.chains.head(organizationId)).seq;
    const links = fitting(await this.chains.links(organizationId, { afterSeq, upToSeq: end, limit }));
    const last = links.at(-1)?.seq ?? end;
    return {
      organizationId,
      publicKey: this.signer.publicKey,
      upToSeq: end,
      links,
      checkpoints: [
        ...(await this.chains.checkpoints(organizationId, afterSeq, last)),
        ...(last < end ? [] : await this.chains.dangling(organizationId, end)),
      ],
      nextSeq: last < end ? last : null,
    };
  }

  @HandleRpc(audit.listUnlinked)
  async unlinked(
    _input: Parsed<typeof audit.listUnlinked>,
    context: MessageContext,
  ): Promise<Reply<typeof audit.listUnlinked>> {
    return { items: await this.chains.unlinked(organizationOf(context), MAX_UNLINKED) };
  }
}
