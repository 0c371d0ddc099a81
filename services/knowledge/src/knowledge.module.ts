import { Module } from '@nestjs/common';
import { Database } from './db/database.store.ts';
import { MemoryController } from './memory/memory.controller.ts';
import { MemoryService } from './memory/memory.service.ts';
import { MemoryStore } from './memory/memory.store.ts';
import { BuiltInServers } from './server/built-in-servers.ts';

@Module({ controllers: [MemoryController], providers: [BuiltInServers, Database, MemoryService, MemoryStore] })
export class KnowledgeModule {}
