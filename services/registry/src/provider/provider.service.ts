import { AppError, type Parsed, type provider, type Provider, type ProviderCheck } from '@archestra/contracts';
import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Actor } from '../db/actor.ts';
import type { RegistryConfig } from '../registry.config.ts';
import { CheckClient } from './check.client.ts';
import { isSameOrigin, providerAddress } from './provider-address.ts';
import { ProviderChangeStore } from './provider-change.store.ts';
import { ProviderKeys } from './provider-keys.ts';
import { ProviderPublication } from './provider.publication.ts';
import { toProvider } from './provider-row.ts';
import { ProviderStore } from './provider.store.ts';

type Create = Parsed<typeof provider.createProvider>;
type Update = Parsed<typeof provider.updateProvider>;
type Check = Parsed<typeof provider.checkProvider>;

const keyNeeded = (): AppError =>
  new AppError('INVALID_INPUT', 'The address is on another host, so the key has to be given again.', {
    details: { field: 'key' },
  });

const checked = ({ ok, message }: ProviderCheck) => ({ checkedAt: new Date(), checkError: ok ? null : message });

/** Setting providers up: their address is judged, their key tested and sealed, and gateways are told. */
@Injectable()
export class ProviderService implements OnApplicationBootstrap {
  constructor(
    private readonly store: ProviderStore,
    private readonly changes: ProviderChangeStore,
    private readonly keys: ProviderKeys,
    private readonly client: CheckClient,
    private readonly publication: ProviderPublication,
    @Inject(CONFIG) private readonly config: RegistryConfig,
  ) {}

  /** Keys under an earlier secret are sealed under the newest, so that the earlier one can go. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      for (const row of await this.store.sealed()) {
        const renewed = this.keys.renewed(row.sealedKey, row);
        if (renewed !== undefined) await this.store.replaceKey(row, renewed);
      }
    } catch (error) {
      log.error({ err: error }, 'keys of providers could not be sealed anew; the next start tries again');
    }
  }

  async create(actor: Actor, { key, ...input }: Create): Promise<Provider> {
    const id = uuid();
    const baseUrl = this.address(input.baseUrl);
    const check = await this.client.check({ dialect: input.dialect, baseUrl, key });
    const { organizationId } = actor;
    const sealed = key === null ? { sealedKey: null, keyHint: null } : this.keys.seal(key, { organizationId, id });
    const models = input.models.length > 0 ? input.models : check.models;
    await this.changes.create(actor, { ...input, ...sealed, ...checked(check), id, baseUrl, models });
    return this.changed(organizationId, id);
  }

  async update(actor: Actor, { key, ...input }: Update): Promise<Provider> {
    const { organizationId } = actor;
    const row = await this.store.row(organizationId, input.id);
    const baseUrl = this.address(input.baseUrl);
    const isMoved = !isSameOrigin(row.baseUrl, baseUrl);
    if (key === null && row.sealedKey !== null && isMoved) throw keyNeeded();
    const used = key ?? this.keys.open(row.sealedKey, row);
    const check = await this.client.check({ dialect: toProvider(row).dialect, baseUrl, key: used });
    // Without a new key nothing is written over the one there is: somebody may have replaced it meanwhile.
    const sealed = key === null ? {} : this.keys.seal(key, row);
    await this.changes.update(actor, { ...input, ...sealed, ...checked(check), baseUrl }, key !== null);
    return this.changed(organizationId, input.id);
  }

  async delete(actor: Actor, id: string): Promise<void> {
    await this.changes.delete(actor, id);
    await this.publication.soon(actor.organizationId);
  }

  /** A stored key is shown to the host it was given for and to no other. */
  async check(organizationId: string, { id, key, ...candidate }: Check): Promise<ProviderCheck> {
    const baseUrl = this.address(candidate.baseUrl);
    const row = id === undefined ? undefined : await this.store.row(organizationId, id);
    const isUsable = row !== undefined && key === null && isSameOrigin(row.baseUrl, baseUrl);
    if (row?.sealedKey && key === null && !isUsable) throw keyNeeded();
    const stored = isUsable ? this.keys.open(row.sealedKey, row) : null;
    return this.client.check({ ...candidate, baseUrl, key: key ?? stored });
  }

  async setDefaults(actor: Actor, input: Parsed<typeof provider.setModelDefaults>) {
    await this.changes.setDefaults(actor, input);
    await this.publication.soon(actor.organizationId);
    return input;
  }

  private async changed(organizationId: string, id: string): Promise<Provider> {
    await this.publication.soon(organizationId);
    return toProvider(await this.store.row(organizationId, id));
  }

  private address(baseUrl: string): string {
    return providerAddress(baseUrl, this.config.PROVIDER_PRIVATE_HOSTS);
  }
}
