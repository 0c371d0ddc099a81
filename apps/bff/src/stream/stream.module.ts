import { Module } from '@nestjs/common';
import { StreamRoster } from './stream-roster.service.ts';

@Module({ providers: [StreamRoster], exports: [StreamRoster] })
export class StreamModule {}
