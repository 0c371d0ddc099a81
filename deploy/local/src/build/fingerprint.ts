import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['node_modules', 'dist', 'generated', '.nx', 'coverage']);
const roots = ['libs', 'services', 'apps', 'deploy/local', 'deploy/demo-provider'];
const files = ['package-lock.json', 'tsconfig.base.json', '.swcrc', 'nx.json'];

const stamp = (file: string): string => {
  const { size, mtimeMs } = statSync(file);
  return `${file} ${size} ${mtimeMs}`;
};

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !skipped.has(name))
    .flatMap((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [stamp(join(folder, entry.name))]));

/** Changes when any source file of the workspace does: name, size or time of change. Reads no file. */
export const sourceFingerprint = (repository: string): string => {
  const folders = roots.map((root) => join(repository, root)).filter((folder) => existsSync(folder));
  const single = files.map((file) => join(repository, file)).filter((file) => existsSync(file));
  const lines = [...single.map(stamp), ...folders.flatMap(walk)].sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
};
