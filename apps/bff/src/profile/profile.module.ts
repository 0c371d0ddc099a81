import { Module } from '@nestjs/common';
import { ProfileToolService } from './profile-tool.service.ts';
import { ProfileController } from './profile.controller.ts';

@Module({ controllers: [ProfileController], providers: [ProfileToolService] })
export class ProfileModule {}
