import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const skipped = new Set(['node_modules', 'dist', 'artifacts', 'generated', 'results']);

const pages = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !skipped.has(name) && !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return pages(path);
      return entry.name.endsWith('.md') ? [path] : [];
    });

const targets = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target) && !target.startsWith('#'));

describe('the documentation', () => {
  it.each(pages(root).map((page) => page.slice(root.length + 1)))('%s links only to what exists', (page) => {
    const missing = targets(join(root, page)).filter(
      (target) => !existsSync(join(root, dirname(page), decodeURI(target.split('#')[0] ?? ''))),
    );
    expect(missing).toEqual([]);
  });
});
