import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { programOf } from './entry-point.ts';

describe('programOf', () => {
  let site: string;
  const install = (distribution: string, entryPoints?: string): void => {
    const folder = join(site, `${distribution}.dist-info`);
    mkdirSync(folder);
    if (entryPoints !== undefined) writeFileSync(join(folder, 'entry_points.txt'), entryPoints);
  };
  beforeEach(() => {
    site = mkdtempSync(join(tmpdir(), 'site-'));
    install('aaa_first-1.0', '[console_scripts]\naaa = aaa:main\n');
  });
  afterEach(() => rmSync(site, { recursive: true }));

  it.each([
    [
      'the program with the name of the project',
      '[console_scripts]\nother = x:y\nmcp_server_time = x:main\n',
      'mcp_server_time',
    ],
    ['its first program', '[gui_scripts]\nwindow = x:y\n\n[console_scripts]\none = x:y\ntwo = x:z\n', 'one'],
    ['nothing of others', '[gui_scripts]\nwindow = x:y\n', undefined],
    ['nothing when it names none', undefined, undefined],
  ])('takes %s', async (_what, entryPoints, expected) => {
    install('mcp_server_time-2025.9.25', entryPoints);
    await expect(programOf(site, 'MCP.Server-Time')).resolves.toBe(expected);
  });

  it('finds nothing where nothing is installed', async () => {
    await expect(programOf(site, 'absent')).resolves.toBeUndefined();
    await expect(programOf('/does/not/exist', 'absent')).resolves.toBeUndefined();
  });
});
