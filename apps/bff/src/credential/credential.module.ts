import { Module } from '@nestjs/common';
import { CredentialController } from './credential.controller.ts';
import { CredentialService } from './credential.service.ts';

@Module({ controllers: [CredentialController], providers: [CredentialService] })
export class CredentialModule {}
