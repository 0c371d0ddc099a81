import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plants, type Plant } from './plants.ts';

interface Message {
  ruleId: string | null;
  message: string;
}

const root = join(import.meta.dirname, '../..');
const node = (args: string[]) =>
  spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' },
  });

/** Git, the structure check and knip do not look into a folder of this name; ESLint does. */
const fileOf = (plant: Plant, index: number): string =>
  join(plant.project, 'src/coverage', plant.file ?? `planted-${index}.ts`);

const found = new Map<string, Message[]>();
let output = '';

beforeAll(() => {
  plants.forEach((plant, index) => {
    const file = join(root, fileOf(plant, index));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, plant.text);
  });
  node(['node_modules/.bin/nx', 'graph', '--file=.nx/graph.json']);
  const files = plants.map(fileOf);
  const run = node(['node_modules/.bin/eslint', '--format=json', ...files]);
  output = run.stderr;
  for (const { filePath, messages } of JSON.parse(run.stdout) as { filePath: string; messages: Message[] }[])
    found.set(relative(root, filePath), messages);
}, 240_000);

afterAll(() => {
  for (const { project } of plants) rmSync(join(root, project, 'src/coverage'), { recursive: true, force: true });
});

describe('lint', () => {
  it('does not skip the module boundary rule', () => {
    expect(output).not.toContain('rule will be skipped');
  });

  it.each(plants.map((plant, index) => [plant.title, plant, index] as const))('%s', (_title, plant, index) => {
    const messages = found.get(fileOf(plant, index)) ?? [{ ruleId: 'not linted', message: '' }];
    if (plant.rule === undefined) expect(messages).toEqual([]);
    else
      expect(messages).toContainEqual(
        expect.objectContaining({ ruleId: plant.rule, message: expect.stringContaining(plant.saying ?? '') }),
      );
  });
});
