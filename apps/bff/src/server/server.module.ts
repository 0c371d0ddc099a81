import { Module } from '@nestjs/common';
import { StreamModule } from '../stream/stream.module.ts';
import { RuntimeController } from './runtime.controller.ts';
import { ServerController } from './server.controller.ts';
import { ServerService } from './server.service.ts';

@Module({ imports: [StreamModule], controllers: [ServerController, RuntimeController], providers: [ServerService] })
export class ServerModule {}
