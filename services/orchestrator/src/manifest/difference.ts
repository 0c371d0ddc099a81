import type { KubernetesObject, ManagedFields } from '../cluster/cluster.ts';
import { MANAGED_BY } from './label.ts';
import { parseQuantity } from './quantity.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The API leaves out what is empty. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0);

/** The API writes 1000m as 1. */
const sameQuantity = (wanted: unknown, live: unknown): boolean => {
  if (typeof wanted !== 'string' || typeof live !== 'string') return false;
  const quantity = parseQuantity(wanted);
  return quantity !== undefined && quantity === parseQuantity(live);
};
const isQuantityPath = (path: string): boolean => /\.(limits|requests)\.[\w-]+$|\.sizeLimit$/.test(path);

const itemDifferences = (wanted: readonly unknown[], live: unknown, path: string): string[] => {
  if (!Array.isArray(live) || live.length !== wanted.length) return [path];
  return wanted.flatMap((item, index) => differences(item, live[index], `${path}[${index}]`));
};

const fieldDifferences = (wanted: Readonly<Record<string, unknown>>, live: unknown, path: string): string[] => {
  if (!isRecord(live)) return [path];
  return Object.entries(wanted).flatMap(([key, value]) =>
    value === undefined ? [] : differences(value, live[key], `${path}.${key}`),
  );
};

/** Paths where a live object is not as wanted. What the wanted one does not mention, defaults for example, may be anything. */
export const differences = (wanted: unknown, live: unknown, path = ''): string[] => {
  if (isEmpty(wanted) && isEmpty(live)) return [];
  if (Array.isArray(wanted)) return itemDifferences(wanted, live, path);
  if (isRecord(wanted)) return fieldDifferences(wanted, live, path);
  return wanted === live || (isQuantityPath(path) && sameQuantity(wanted, live)) ? [] : [path];
};

/** Whether these fields are more than labels, annotations and what controllers report. */
const holdsContent = ({ subresource, fieldsV1 = {} }: ManagedFields): boolean =>
  subresource !== 'status' && Object.keys(fieldsV1).some((field) => field !== 'f:metadata' && field !== 'f:status');

const isOurs = ({ manager }: ManagedFields): boolean => manager === MANAGED_BY;

const IS_CONTENT = /^f:(?!metadata$|status$|apiVersion$|kind$)/;

/** The part of a value that a path element of `fieldsV1` names: `f:` a field, `k:` a list item by its keys, `v:` an item itself. */
const part = (value: unknown, element: string): unknown => {
  if (element.startsWith('f:')) return isRecord(value) ? value[element.slice(2)] : undefined;
  if (!Array.isArray(value)) return undefined;
  const wanted: unknown = JSON.parse(element.slice(2));
  return value.find((item) => (isRecord(wanted) ? differences(wanted, item).length === 0 : item === wanted));
};

interface Pair {
  readonly wanted: unknown;
  readonly live: unknown;
}

const extras = (fields: unknown, { wanted, live }: Pair, path: string): string[] => {
  const inner = isRecord(fields) ? Object.entries(fields) : [];
  // Somebody owns the value as a whole: it may hold more than what is wanted of it.
  if (inner.length === 0) return differences(live, wanted).length > 0 ? [path] : [];
  return inner.flatMap(([element, deeper]) => {
    if (element === '.' || element.startsWith('i:')) return [];
    const here = `${path}.${element.slice(2)}`;
    const found = { wanted: part(wanted, element), live: part(live, element) };
    return found.wanted === undefined ? [here] : extras(deeper, found, here);
  });
};

/** Paths that somebody else added and the wanted object does not mention, which a comparison with it would miss. */
export const foreignFields = (wanted: KubernetesObject, live: KubernetesObject): string[] =>
  (live.metadata.managedFields ?? [])
    .filter((fields) => !isOurs(fields) && fields.subresource !== 'status')
    .flatMap(({ fieldsV1 = {} }) => Object.entries(fieldsV1).filter(([field]) => IS_CONTENT.test(field)))
    .flatMap(([field, inner]) => extras({ [field]: inner }, { wanted, live }, ''));

/** Whether server-side apply alone cannot remove what is not wanted, because the fields have another owner too. */
export const needsReplacement = (live: KubernetesObject): boolean =>
  (live.metadata.managedFields ?? []).some(
    (fields) => !(isOurs(fields) && fields.operation === 'Apply') && holdsContent(fields),
  );
