import { AppError, knowledge, type CallContext, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { MemoryService } from './memory.service.ts';
import { personOf, type Person } from './person.ts';

/** Nobody reads or changes what somebody else wants remembered, whatever their role. */
const owner = (context: CallContext, userId: string): Person => {
  const person = personOf(context);
  if (person.userId !== userId) throw new AppError('NOT_ALLOWED', 'These are the memories of somebody else.');
  return person;
};

@Controller()
export class MemoryController {
  constructor(private readonly memories: MemoryService) {}

  @HandleRpc(knowledge.listMemories)
  async list({ userId }: Parsed<typeof knowledge.listMemories>, context: MessageContext) {
    return { items: await this.memories.list(owner(context, userId)) };
  }

  @HandleRpc(knowledge.setMemory)
  async set({ userId, name, value }: Parsed<typeof knowledge.setMemory>, context: MessageContext) {
    return this.memories.set(owner(context, userId), name, value);
  }

  @HandleRpc(knowledge.deleteMemory)
  async delete({ userId, name }: Parsed<typeof knowledge.deleteMemory>, context: MessageContext) {
    return { deleted: await this.memories.delete(owner(context, userId), name) };
  }
}
