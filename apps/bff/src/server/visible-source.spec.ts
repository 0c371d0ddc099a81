import { describe, expect, it } from '@jest/globals';
import { withoutSetUp } from './visible-source.ts';

describe('withoutSetUp', () => {
  it('keeps what runs and drops how', () => {
    const source = {
      kind: 'package',
      registry: 'npm',
      package: 'x',
      version: '1',
      arguments: ['k'],
      environment: { K: 'v' },
      directories: [],
      network: true,
    } as const;
    expect(withoutSetUp({ source: { ...source, arguments: [...source.arguments], directories: [] } }).source).toEqual({
      ...source,
      arguments: [],
      environment: {},
    });
  });

  it('drops credentials in a URL', () => {
    expect(
      withoutSetUp({ source: { kind: 'remote', url: 'https://me:secret@host.example/mcp?key=secret' } }).source,
    ).toEqual({ kind: 'remote', url: 'https://host.example/mcp' });
  });
});
