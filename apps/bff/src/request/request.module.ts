import { Module } from '@nestjs/common';
import { RequestController } from './request.controller.ts';

@Module({ controllers: [RequestController] })
export class RequestModule {}
