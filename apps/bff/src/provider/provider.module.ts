import { Module } from '@nestjs/common';
import { ProviderController } from './provider.controller.ts';

@Module({ controllers: [ProviderController] })
export class ProviderModule {}
