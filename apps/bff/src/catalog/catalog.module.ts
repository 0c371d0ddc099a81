import { Module } from '@nestjs/common';
import { CatalogController } from './catalog.controller.ts';
import { ToolChangeController } from './tool-change.controller.ts';

@Module({ controllers: [CatalogController, ToolChangeController] })
export class CatalogModule {}
