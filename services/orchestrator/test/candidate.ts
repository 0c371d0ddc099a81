import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installer } from '../src/package/installer.ts';

/** Lays the candidate out as npm would, whatever package is asked for. */
export const candidateInstaller: Installer = {
  install: (_source, folder) => {
    const root = join(folder, 'node_modules', 'candidate');
    mkdirSync(root, { recursive: true });
    cpSync(new URL('./fixture/candidate.mjs', import.meta.url), join(root, 'candidate.mjs'));
    writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'candidate', license: 'Apache-2.0' }));
    writeFileSync(join(root, 'LICENSE.md'), 'Apache License');
    const lock = { packages: { 'node_modules/candidate': { integrity: 'sha512-abc' } } };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
    return Promise.resolve();
  },
  startOf: ({ arguments: args }, folder) =>
    Promise.resolve({
      command: ['node', join(folder, 'node_modules', 'candidate', 'candidate.mjs'), ...args],
      environment: {},
    }),
};
