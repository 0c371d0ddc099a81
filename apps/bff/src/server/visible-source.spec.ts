import { describe, expect, it } from '@jest/globals';
import { ImageSource, PackageSource } from '@archestra/contracts';
import { visibleSource, withoutSetUp } from './visible-source.ts';

describe('withoutSetUp', () => {
  it('keeps what runs and drops how', () => {
    const source = PackageSource.parse({
      kind: 'package',
      registry: 'npm',
      package: 'x',
      version: '1',
      arguments: ['planted'],
      environment: { K: 'planted' },
      egressHosts: ['api.example'],
    });
    expect(withoutSetUp({ source, configuration: { K: 'planted' } })).toEqual({
      source: { ...source, arguments: [], environment: {} },
      configuration: {},
    });
  });

  it('drops the command of an image and the names of its pull secrets', () => {
    const image = { kind: 'image', image: 'a/b:1', transport: 'attach', command: ['planted'], arguments: ['planted'] };
    const source = ImageSource.parse({ ...image, environment: { K: 'planted' }, pullSecrets: ['planted'] });
    expect(JSON.stringify(withoutSetUp({ source, configuration: {} }))).not.toContain('planted');
  });

  it('drops credentials in a URL', () => {
    const source = { kind: 'remote', url: 'https://me:secret@host.example/mcp?key=secret' } as const;
    expect(visibleSource(source)).toEqual({ kind: 'remote', url: 'https://host.example/mcp' });
  });
});
