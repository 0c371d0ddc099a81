import { AppError, providers, type ModelReference, type ProviderSnapshot } from '@archestra/contracts';
import { Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { FREE, type Rates } from './call-cost.ts';
import { PriceList } from './price-list.ts';
import { PriceStore } from './price.store.ts';

type Provider = ProviderSnapshot['providers'][number];

/** Prices in memory, found by the provider's name. */
@Injectable()
export class Prices {
  private list: PriceList | undefined;
  private readonly providers: SnapshotReader<typeof providers>;
  private isReady = false;

  constructor(
    private readonly store: PriceStore,
    snapshots: Snapshots,
  ) {
    this.providers = snapshots.reader(providers);
    void this.providers.ready.then(() => (this.isReady = true));
  }

  async load(): Promise<void> {
    this.list = new PriceList(await this.store.all());
  }

  /** Resolves when it is known which provider has which prices. */
  get ready(): Promise<void> {
    return this.providers.ready;
  }

  /** An organization's provider by name; undefined when there is none. */
  provider(organizationId: string, name: string): Provider | undefined {
    return this.providers.get(organizationId)?.providers.find((provider) => provider.name === name);
  }

  /**
   * What a model cost at a moment: nothing where the provider says so, undefined where nobody knows. A provider that is gone is
   * looked up by its name. Throws `PEER_UNAVAILABLE` until prices and providers were read for the first time.
   */
  find(organizationId: string, { provider: name, model }: ModelReference, atMs: number): Rates | undefined {
    if (!this.list || !this.isReady)
      throw new AppError('PEER_UNAVAILABLE', 'Prices were not read yet. Try again in a moment.');
    const provider = this.provider(organizationId, name);
    if (provider?.priceSource === null) return FREE;
    return this.list.find(organizationId, provider?.priceSource ?? name, model, atMs);
  }
}
