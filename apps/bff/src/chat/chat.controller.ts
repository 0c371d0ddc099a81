import {
  AppError,
  provider,
  type chatRoutes as routes,
  type ModelReference,
  type RouteReply,
} from '@archestra/contracts';
import { chatRoutes, type RouteRequest } from '@archestra/contracts';
import { Controller, type StreamableFile } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { StreamRoster } from '../stream/stream-roster.service.ts';
import { ChatStore } from './chat.store.ts';
import type { Owner } from './chat.row.ts';
import { ChunkStore } from './chunk.store.ts';
import { follow } from './follow.ts';
import { RunService } from './run.service.ts';
import { RunStore } from './run.store.ts';

type Routes = typeof routes;

/** Whose chats: the person's own, whoever asks. */
const ownerOf = ({ principal, userId }: Caller): Owner => ({ organizationId: principal.organizationId, userId });

@Controller()
export class ChatController {
  constructor(
    private readonly chats: ChatStore,
    private readonly runs: RunStore,
    private readonly answers: RunService,
    private readonly chunks: ChunkStore,
    private readonly roster: StreamRoster,
  ) {}

  @Answer(chatRoutes.listChats)
  list({ query }: RouteRequest<Routes['listChats']>, caller: Caller): Promise<RouteReply<Routes['listChats']>> {
    return this.chats.list(ownerOf(caller), query);
  }

  @Answer(chatRoutes.createChat)
  create({ body }: RouteRequest<Routes['createChat']>, caller: Caller): Promise<RouteReply<Routes['createChat']>> {
    const { id, ...settings } = body;
    return this.chats.create(ownerOf(caller), id, settings);
  }

  @Answer(chatRoutes.getChat)
  get({ params }: RouteRequest<Routes['getChat']>, caller: Caller): Promise<RouteReply<Routes['getChat']>> {
    return this.chats.read(ownerOf(caller), params.id);
  }

  @Answer(chatRoutes.updateChat)
  update(
    { params, body }: RouteRequest<Routes['updateChat']>,
    caller: Caller,
  ): Promise<RouteReply<Routes['updateChat']>> {
    return this.chats.update(ownerOf(caller), params.id, body);
  }

  @Answer(chatRoutes.deleteChat)
  async delete({ params }: RouteRequest<Routes['deleteChat']>, caller: Caller): Promise<Record<string, never>> {
    const runId = await this.answers.stop(ownerOf(caller), params.id);
    await this.chats.delete(ownerOf(caller), params.id);
    if (runId !== undefined) await this.chunks.forget(runId);
    return {};
  }

  /** With a session only: the answer acts with all the person's rights, which a narrowed token does not have. */
  @Answer(chatRoutes.sendChatMessage)
  async send({ params, body }: RouteRequest<Routes['sendChatMessage']>, caller: Caller): Promise<StreamableFile> {
    void caller.session;
    const owner = ownerOf(caller);
    const { model } = await this.chats.get(owner, params.id);
    const run = await this.answers.begin(owner, params.id, body, model ?? (await defaultModel(caller)));
    return this.show(caller, run.id);
  }

  @Answer(chatRoutes.resumeChat)
  async resume({ params }: RouteRequest<Routes['resumeChat']>, caller: Caller): Promise<StreamableFile> {
    const owner = ownerOf(caller);
    await this.chats.get(owner, params.id);
    const run = await this.runs.active(owner, params.id);
    return this.show(caller, run?.id);
  }

  @Answer(chatRoutes.stopChat)
  async stop({ params }: RouteRequest<Routes['stopChat']>, caller: Caller): Promise<Record<string, never>> {
    await this.answers.stop(ownerOf(caller), params.id);
    return {};
  }

  @Answer(chatRoutes.listChatModels)
  models(_: RouteRequest<Routes['listChatModels']>, { call }: Caller): Promise<RouteReply<Routes['listChatModels']>> {
    return call(provider.listModels, {});
  }

  private show(caller: Caller, runId: string | undefined): StreamableFile {
    const { stream, file } = this.roster.open(caller, 'chat:read');
    void caller.reply.header('x-vercel-ai-ui-message-stream', 'v1');
    if (runId === undefined) {
      void caller.reply.code(204);
      stream.finish();
    } else void follow(this.chunks, runId, stream);
    return file;
  }
}

const defaultModel = async ({ call }: Caller): Promise<ModelReference> => {
  const { defaults, items } = await call(provider.listModels, {});
  const only = items.length === 1 ? items[0] : undefined;
  const model = defaults.chat ?? (only ? { provider: only.provider, model: only.id } : null);
  if (model) return model;
  throw new AppError(
    'MODEL_NOT_FOUND',
    'No model is chosen for this chat. Choose one, or ask an administrator for a default.',
  );
};
