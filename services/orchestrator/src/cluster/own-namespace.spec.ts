import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ownNamespace } from './own-namespace.ts';

it('is what Kubernetes wrote into the pod, and nothing outside of one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'archestra-namespace-'));
  const file = join(folder, 'namespace');
  try {
    expect(ownNamespace(file)).toBeUndefined();
    writeFileSync(file, 'archestra\n');
    expect(ownNamespace(file)).toBe('archestra');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
