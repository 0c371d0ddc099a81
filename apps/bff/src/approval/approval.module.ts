import { Module } from '@nestjs/common';
import { ApprovalController } from './approval.controller.ts';

@Module({ controllers: [ApprovalController] })
export class ApprovalModule {}
