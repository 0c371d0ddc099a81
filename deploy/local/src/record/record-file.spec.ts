import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { writeWhole } from './record-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'archestra-record-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('takes the place of an earlier file only when it is whole', async () => {
  const path = join(folder, 'record.ndjson');
  writeFileSync(path, 'the earlier one');
  const failing = writeWhole(path, async (write) => {
    await write('{}');
    throw new Error('the token is not known');
  });
  await expect(failing).rejects.toThrow('the token is not known');
  expect([readFileSync(path, 'utf8'), existsSync(`${path}.part`)]).toEqual(['the earlier one', false]);
  await expect(writeWhole(path, async (write) => write('{"a":1}').then(() => 7))).resolves.toBe(7);
  expect([readFileSync(path, 'utf8'), existsSync(`${path}.part`)]).toEqual(['{"a":1}\n', false]);
});

it('says so when there is no place for it', async () => {
  await expect(writeWhole(join(folder, 'nowhere', 'x'), (write) => write('x'))).rejects.toThrow(/ENOENT/);
});
