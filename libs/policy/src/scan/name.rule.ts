import { excerptAt } from './excerpt.ts';
import { shapeOf } from './plain.ts';
import type { Remark } from './rule.ts';

const SCRIPTS = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/** Names that are there already, by what they look like. */
export type Shapes = ReadonlyMap<string, readonly string[]>;

export const shapesOf = (names: Iterable<string>): Shapes => {
  const shapes = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const shape = shapeOf(name);
    const others = shapes.get(shape);
    if (others) others.push(name);
    else if (shape) shapes.set(shape, [name]);
  }
  return shapes;
};

const remark = (name: string, severity: Remark['severity'], message: string): Remark => ({
  rule: 'look-alike-name',
  severity,
  where: 'name',
  message,
  excerpt: excerptAt(name, 0),
});

const mixesScripts = (name: string): boolean => SCRIPTS.filter((script) => script.test(name)).length > 1;

/** Names that are taken for other names. Letter case and separators alone make a mix-up, foreign letters a disguise. */
export const lookAlike = (name: string, shapes: Shapes): Remark[] => {
  const remarks: Remark[] = [];
  if (mixesScripts(name)) remarks.push(remark(name, 'danger', 'The name mixes letters of several scripts.'));
  const others = (shapes.get(shapeOf(name)) ?? []).filter((other) => other !== name);
  const [other] = others;
  if (other === undefined) return remarks;
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const isSpelling = /^[!-~]+$/.test(name) && others.some((known) => bare(known) === bare(name));
  const message = `The name looks like "${excerptAt(other, 0)}", which exists already.`;
  return [...remarks, remark(name, isSpelling ? 'warning' : 'danger', message)];
};
