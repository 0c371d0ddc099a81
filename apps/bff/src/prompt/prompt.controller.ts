import { chatRoutes, type Prompt, type RouteReply, type RouteRequest } from '@archestra/contracts';
import { Controller } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { PromptStore, type Editor } from './prompt.store.ts';

type Routes = typeof chatRoutes;

const editorOf = (caller: Caller): Editor => ({
  organizationId: caller.principal.organizationId,
  userId: caller.userId,
  isAny: caller.has('prompt:manage'),
});

@Controller()
export class PromptController {
  constructor(private readonly prompts: PromptStore) {}

  @Answer(chatRoutes.listPrompts)
  list(
    { query }: RouteRequest<Routes['listPrompts']>,
    { principal }: Caller,
  ): Promise<RouteReply<Routes['listPrompts']>> {
    return this.prompts.list(principal.organizationId, query);
  }

  @Answer(chatRoutes.createPrompt)
  create({ body }: RouteRequest<Routes['createPrompt']>, caller: Caller): Promise<Prompt> {
    return this.prompts.create(editorOf(caller), body);
  }

  @Answer(chatRoutes.updatePrompt)
  update({ params, body }: RouteRequest<Routes['updatePrompt']>, caller: Caller): Promise<Prompt> {
    return this.prompts.update(editorOf(caller), params.id, body);
  }

  @Answer(chatRoutes.deletePrompt)
  async delete({ params }: RouteRequest<Routes['deletePrompt']>, caller: Caller): Promise<Record<string, never>> {
    await this.prompts.delete(editorOf(caller), params.id);
    return {};
  }
}
