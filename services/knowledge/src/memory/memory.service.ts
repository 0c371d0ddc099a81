import type { Memory } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { checkText } from './memory-limit.ts';
import { MemoryStore } from './memory.store.ts';
import type { Person } from './person.ts';

/** A person's memories, the same for the console and for MCP clients. */
@Injectable()
export class MemoryService {
  constructor(private readonly store: MemoryStore) {}

  list(person: Person): Promise<Memory[]> {
    return this.store.list(person);
  }

  /** Throws `INVALID_INPUT` with the limit that was met. */
  async set(person: Person, name: string, value: string): Promise<Memory> {
    checkText(name, value);
    return this.store.set(person, name, value);
  }

  /** Whether there was such a memory. */
  async delete(person: Person, name: string): Promise<boolean> {
    checkText(name, '');
    return this.store.delete(person, name);
  }
}
