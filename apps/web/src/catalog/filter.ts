import type { CatalogItem } from '@archestra/contracts';

/** What narrows the catalog down. */
export interface CatalogFilter {
  search?: string | undefined;
  label?: string | undefined;
  kind?: CatalogItem['latest']['source']['kind'] | undefined;
}
