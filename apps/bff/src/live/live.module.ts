import { Module } from '@nestjs/common';
import { StreamModule } from '../stream/stream.module.ts';
import { EventFeedClient } from './event-feed.client.ts';
import { LiveController } from './live.controller.ts';
import { LiveService } from './live.service.ts';

@Module({ imports: [StreamModule], controllers: [LiveController], providers: [LiveService, EventFeedClient] })
export class LiveModule {}
