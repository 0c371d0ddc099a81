import {
  AppError,
  providerKeyOwner,
  providers,
  PROVIDER_KEY_PURPOSE,
  type ModelReference,
  type ProviderSnapshot,
} from '@archestra/contracts';
import { Snapshots, type SnapshotReader } from '@archestra/messaging';
import { CONFIG, TextSeal } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '../gateway.config.ts';

type SealedProvider = ProviderSnapshot['providers'][number];

/** A provider as a call needs it. `key` is null for one that asks for none. */
export interface KnownProvider extends Omit<SealedProvider, 'sealedKey' | 'models'> {
  readonly models: ReadonlyMap<string, SealedProvider['models'][number]>;
  readonly key: () => string | null;
}

/** Providers of an organization, by name. */
export type KnownProviders = ReadonlyMap<string, KnownProvider>;

const NONE: KnownProviders = new Map();

/** Providers in memory, indexed and their keys opened once per change and not once per call. */
@Injectable()
export class ProviderIndex {
  private readonly indexed = new Map<string, KnownProviders>();
  private readonly source: SnapshotReader<typeof providers>;
  private readonly seal: TextSeal;

  constructor(snapshots: Snapshots, @Inject(CONFIG) { PROVIDER_KEY, PROVIDER_KEY_PREVIOUS }: GatewayConfig) {
    this.seal = new TextSeal([PROVIDER_KEY, ...PROVIDER_KEY_PREVIOUS], PROVIDER_KEY_PURPOSE);
    this.source = snapshots.reader(providers);
    this.source.onChange((organizationId) => this.indexed.delete(organizationId));
  }

  get synced(): boolean {
    return this.source.synced;
  }

  /** What an organization has, disabled ones too. Throws `PEER_UNAVAILABLE` while nobody can tell. */
  of(organizationId: string): KnownProviders {
    if (!this.source.synced)
      throw new AppError('PEER_UNAVAILABLE', 'Providers of models cannot be read right now. Try again in a moment.');
    const known = this.indexed.get(organizationId);
    if (known) return known;
    const snapshot = this.source.get(organizationId);
    if (!snapshot) return NONE;
    const index = new Map(snapshot.providers.map((entry) => [entry.name, this.opened(organizationId, entry)]));
    this.indexed.set(organizationId, index);
    return index;
  }

  private opened(organizationId: string, { sealedKey, models, ...entry }: SealedProvider): KnownProvider {
    let key: string | null | undefined;
    // Opened when it is needed: one key that cannot be must not stop the other providers.
    const open = (): string | null =>
      sealedKey === null ? null : this.openKey(sealedKey, { organizationId, id: entry.id });
    return {
      ...entry,
      models: new Map(models.map((model) => [model.id, model])),
      key: () => (key === undefined ? (key = open()) : key),
    };
  }

  private openKey(sealedKey: string, owner: { organizationId: string; id: string }): string {
    try {
      return this.seal.open(sealedKey, providerKeyOwner(owner));
    } catch (cause) {
      const message =
        'The key of the provider cannot be opened. An operator has to give gateway and registry the same PROVIDER_KEY.';
      throw new AppError('PROVIDER_UNAUTHENTICATED', message, { cause });
    }
  }
}

/** Whether a provider may be asked for a model. */
export const offers = (provider: KnownProvider, model: ModelReference['model']): boolean =>
  provider.isEnabled && (provider.allowsUnlisted || provider.models.has(model));
