import { Module } from '@nestjs/common';
import { GatewayClient } from './gateway.client.ts';
import { StatusController } from './status.controller.ts';
import { StatusService } from './status.service.ts';

@Module({ controllers: [StatusController], providers: [StatusService, GatewayClient] })
export class StatusModule {}
