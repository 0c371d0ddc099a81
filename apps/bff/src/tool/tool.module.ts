import { Module } from '@nestjs/common';
import { ToolController } from './tool.controller.ts';
import { ToolService } from './tool.service.ts';

@Module({ controllers: [ToolController], providers: [ToolService] })
export class ToolModule {}
