import { Module } from '@nestjs/common';
import { ToolPolicyController } from './tool-policy.controller.ts';

@Module({ controllers: [ToolPolicyController] })
export class ToolPolicyModule {}
