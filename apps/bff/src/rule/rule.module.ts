import { Module } from '@nestjs/common';
import { RuleController } from './rule.controller.ts';

@Module({ controllers: [RuleController] })
export class RuleModule {}
