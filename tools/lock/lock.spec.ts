import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

interface Entry {
  version?: string;
  resolved?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}

const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8')) as {
  packages: Record<string, Entry>;
};

/** Folders that may hold a dependency of the package at `path`, nearest first, as Node looks for it. */
const candidates = (path: string, name: string): string[] => {
  const parts = path.split('/node_modules/');
  const nested = parts.map(
    (_, index) => `${parts.slice(0, parts.length - index).join('/node_modules/')}/node_modules/${name}`,
  );
  return [...nested, `node_modules/${name}`];
};

// Nobody runs these on WebAssembly.
const wanted = (name: string): boolean => !name.endsWith('-wasm32-wasi');

describe('the lock file', () => {
  // `npm ci` refuses a lock that lacks the packages of another system, also on the system it was written on.
  it('names the optional packages of every system, not only of the one it was written on', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => wanted(name) && !candidates(path, name).some((candidate) => packages[candidate]))
        .map((name) => `${path} → ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('names no place to download from', () => {
    const hosts = Object.entries(packages).filter(([, { resolved, link }]) => !link && resolved?.includes('://'));
    expect(hosts).toEqual([]);
  });
});
