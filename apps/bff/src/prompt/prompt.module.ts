import { Module } from '@nestjs/common';
import { DatabaseModule } from '../db/database.module.ts';
import { PromptController } from './prompt.controller.ts';
import { PromptStore } from './prompt.store.ts';

@Module({ imports: [DatabaseModule], controllers: [PromptController], providers: [PromptStore] })
export class PromptModule {}
