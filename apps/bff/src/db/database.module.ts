import { Module } from '@nestjs/common';
import { Database } from './database.store.ts';

@Module({ providers: [Database], exports: [Database] })
export class DatabaseModule {}
