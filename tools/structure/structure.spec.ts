import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { structureFaults, structureReport } from './structure.ts';

const repository = join(import.meta.dirname, '../..');
const whole = [
  'services/till/README.md',
  'services/till/src/main.ts',
  'services/till/src/till.module.ts',
  'services/till/src/till.config.ts',
];

describe('the structure of this repository', () => {
  it('has no faults', () => {
    expect(structureFaults(repository)).toEqual([]);
    console.log(structureReport(repository));
  });
});

describe('the structure check', () => {
  let root = '';
  const write = (path: string, text = 'export {};\n'): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'structure-'));
    for (const path of whole) write(path);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('accepts a service that has everything', () => {
    write('services/till/src/coin/purse/coin.ts');
    expect(structureFaults(root)).toEqual([]);
  });

  it.each(whole)('misses %s', (path) => {
    rmSync(join(root, path));
    expect(structureFaults(root)).toEqual([expect.stringContaining(`no ${path.slice('services/till/'.length)}`)]);
  });

  it('finds a file that is nested too deep', () => {
    write('services/till/src/a/b/c/d.ts');
    expect(structureFaults(root)).toEqual(['services/till/src/a/b/c/d.ts: deeper than 2 below src']);
  });

  it.each(['utils', 'helpers', 'common', 'shared', 'misc', 'lib'])('finds a drawer named %s', (name) => {
    write(`services/till/src/${name}/a.ts`);
    expect(structureFaults(root)).toEqual([expect.stringContaining(`a folder named ${name}`)]);
  });

  it('finds a file of more than 300 lines', () => {
    write('libs/coin/src/long.ts', '\n'.repeat(301));
    expect(structureFaults(root)).toEqual(['libs/coin/src/long.ts: 301 lines, at most 300']);
    write('libs/coin/src/long.ts', '\n'.repeat(300));
    expect(structureFaults(root)).toEqual([]);
  });

  it('finds files that are long on the whole', () => {
    for (let index = 0; index < 10; index++) write(`libs/coin/src/file-${index}.ts`, '\n'.repeat(60));
    expect(structureFaults(root)).toEqual(['The median file has 60 lines; it stays under 60']);
  });
});
