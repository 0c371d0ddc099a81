import { Module } from '@nestjs/common';
import { TeamController } from './team.controller.ts';

@Module({ controllers: [TeamController] })
export class TeamModule {}
