import { Module } from '@nestjs/common';
import { MemoryController } from './memory.controller.ts';

@Module({ controllers: [MemoryController] })
export class MemoryModule {}
