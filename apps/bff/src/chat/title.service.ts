import { log } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import type { AnswerWork } from './answer.ts';
import { ChatStore } from './chat.store.ts';
import { ModelClient } from './model.client.ts';

/** Titles of chats: the first words of the first message, until the model that answers it finds better ones. */
@Injectable()
export class TitleService {
  constructor(
    private readonly chats: ChatStore,
    private readonly models: ModelClient,
  ) {}

  /** Never throws: a chat without a title of its own keeps its first words. */
  async find({ asker, history, tape }: AnswerWork): Promise<void> {
    const { id } = asker.conversation;
    const first = history[0]?.parts.find((part) => part.type === 'text')?.['text' as never] as string | undefined;
    if (history.length !== 1 || first === undefined) return;
    try {
      if (await this.chats.isTitled(id)) return;
      const title = await this.models.title(asker, first);
      if (title === undefined || !(await this.chats.setTitle(id, title))) return;
      tape.emit({ type: 'data-title', data: { title }, transient: true });
    } catch (error) {
      log.info({ err: error }, 'a chat keeps its first words as title');
    }
  }
}
