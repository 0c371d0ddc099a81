import { CONFIG } from '@archestra/service';
import { Module } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import type { OrchestratorConfig } from '../orchestrator.config.ts';
import { ChangeFeed } from './change-feed.store.ts';
import { CredentialAccess } from './credential.access.ts';
import { CredentialController } from './credential.controller.ts';
import { CredentialIndex } from './credential-index.ts';
import { CredentialService } from './credential.service.ts';
import { CredentialStore } from './credential.store.ts';
import { GoneController } from './gone.controller.ts';
import { Holders } from './holder.ts';
import { KeyRing } from './key-ring.ts';
import { KeySweep } from './key-sweep.ts';
import { Vault } from './vault.ts';

const buildVault = ({ SECRET_KEY, SECRET_KEY_PREVIOUS }: OrchestratorConfig): Vault =>
  new Vault(new KeyRing(SECRET_KEY, SECRET_KEY_PREVIOUS));

@Module({
  controllers: [CredentialController, GoneController],
  providers: [
    Database,
    ChangeFeed,
    CredentialAccess,
    CredentialIndex,
    CredentialService,
    CredentialStore,
    Holders,
    KeySweep,
    { provide: Vault, inject: [CONFIG], useFactory: buildVault },
  ],
  exports: [CredentialAccess, Database],
})
export class CredentialModule {}
