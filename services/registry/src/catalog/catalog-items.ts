import type { CatalogItem, CatalogVersion, Viewer } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { CatalogItemStore } from './catalog-item.store.ts';

/** The catalog as other rooms read it. */
@Injectable()
export class CatalogItems {
  constructor(private readonly store: CatalogItemStore) {}

  get(organizationId: string, id: string, viewer: Viewer): Promise<CatalogItem> {
    return this.store.get(organizationId, id, viewer);
  }

  version(organizationId: string, id: string, version: string): Promise<CatalogVersion> {
    return this.store.version(organizationId, id, version);
  }
}
