import { excerptAt } from './excerpt.ts';
import type { Remark } from './rule.ts';
import type { Walk } from './walk.ts';

const KIBIBYTE = 1_024;
const LARGE_CHARACTERS = 64 * KIBIBYTE;
const HUGE_CHARACTERS = 1_024 * KIBIBYTE;
const MANY_NODES = 5_000;
const DEEP = 24;

const remark = (rule: Remark['rule'], severity: Remark['severity'], where: string, message: string): Remark => ({
  rule,
  severity,
  where,
  message,
  excerpt: '',
});

const sizeOf = ({ places }: Walk): number => places.reduce((sum, { text }) => sum + text.length, 0);

/** More than anybody reviews, and more than a model should be made to read. */
export const oversized = (where: string, found: Walk): Remark[] => {
  const characters = sizeOf(found);
  const size = `${Math.ceil(characters / KIBIBYTE)} KiB of text in ${found.nodes} parts, ${found.depth} deep`;
  if (found.isCut || characters > HUGE_CHARACTERS)
    return [remark('oversized-schema', 'danger', where, `It is far too large to be reviewed: ${size}.`)];
  if (characters > LARGE_CHARACTERS || found.nodes > MANY_NODES || found.depth > DEEP)
    return [remark('oversized-schema', 'warning', where, `It is unusually large: ${size}.`)];
  return [];
};

/** Where a `$ref` is and where it points, both as `/`-separated paths below the root of the schema. */
interface Reference {
  readonly from: string;
  readonly to: string;
}

const pointer = (reference: string): string => {
  const path = reference.replace(/^#\/?/, '').replaceAll('~1', '/').replaceAll('~0', '~').replaceAll('/', '.');
  return path === '' ? '' : `.${path}`;
};

const referencesOf = (where: string, { places }: Walk): { inner: Reference[]; outer: string[] } => {
  const all = places.filter(({ where: at, isKey }) => !isKey && at.endsWith('.$ref'));
  return {
    inner: all
      .filter(({ text }) => text.startsWith('#'))
      .map(({ where: at, text }) => ({ from: at.slice(where.length, -'.$ref'.length), to: pointer(text) })),
    outer: all.filter(({ text }) => !text.startsWith('#')).map(({ text }) => text),
  };
};

const isBelow = (path: string, top: string): boolean => path === top || path.startsWith(`${top}.`);

/** Whether following references from one of them leads back to it. */
const hasCircle = (references: readonly Reference[]): boolean => {
  const next = (to: string): Reference[] => references.filter(({ from }) => isBelow(from, to));
  return references.some((start) => {
    const seen = new Set<Reference>();
    const waiting = next(start.to);
    for (let reference = waiting.pop(); reference; reference = waiting.pop()) {
      if (reference === start) return true;
      if (seen.has(reference)) continue;
      seen.add(reference);
      waiting.push(...next(reference.to));
    }
    return false;
  });
};

const MAX_REFERENCES = 200;

/** Schemas that hold themselves. A recursive one is legal, and still nothing a person can see the end of. */
export const cyclic = (where: string, found: Walk): Remark[] => {
  const { inner, outer } = referencesOf(where, found);
  const remarks: Remark[] = [];
  if (found.isCyclic) remarks.push(remark('cyclic-schema', 'danger', where, 'The definition holds itself.'));
  if (inner.length > MAX_REFERENCES)
    remarks.push(remark('cyclic-schema', 'warning', where, 'It has too many references to follow.'));
  else if (hasCircle(inner)) remarks.push(remark('cyclic-schema', 'notice', where, 'The schema refers to itself.'));
  const [first] = outer;
  if (first !== undefined)
    remarks.push({
      ...remark('cross-reference', 'warning', where, 'The schema refers to one that is not part of the definition.'),
      excerpt: excerptAt(first, 0),
    });
  return remarks;
};
