import type { CatalogVersion } from '@archestra/contracts';
import { jsonDiff, type JsonChange } from '../display/json-diff.ts';

const reviewed = ({ source, fields }: CatalogVersion) => ({
  source,
  // By name: a field that moved is no change, and one that was inserted must not shift all others.
  fields: Object.fromEntries(fields.map((field) => [field.name, field])),
});

/** What differs between two versions in what a reviewer looked at. */
export const versionDiff = (before: CatalogVersion, after: CatalogVersion): JsonChange[] =>
  jsonDiff(reviewed(before), reviewed(after));
