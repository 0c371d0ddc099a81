import { CONFIG, ConfigError, log } from '@archestra/service';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { IdentityConfig } from '../identity.config.ts';
import { PasswordHasher } from '../password/password-hasher.ts';
import { OrganizationStore } from './organization.store.ts';

/** Gives an empty database its organization and administrator. Later starts change nothing, whatever the environment says. */
@Injectable()
export class FirstStart implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: IdentityConfig,
    private readonly organizations: OrganizationStore,
    private readonly hasher: PasswordHasher,
  ) {}

  async onModuleInit(): Promise<void> {
    if (await this.organizations.exists()) return;
    const { ADMIN_PASSWORD: password, ADMIN_EMAIL: email, ORGANIZATION_NAME: name } = this.config;
    if (password === undefined) {
      throw new ConfigError(
        'There is no organization yet: set ADMIN_PASSWORD (12 characters or more) for the first administrator.',
      );
    }
    const created = await this.organizations.createFirst({
      name,
      email,
      passwordHash: await this.hasher.hash(password),
    });
    if (created) log.info({ email }, 'organization and administrator created');
  }
}
