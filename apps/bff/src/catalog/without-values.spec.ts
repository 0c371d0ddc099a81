import { describe, expect, it } from '@jest/globals';
import { withoutValues } from './without-values.ts';

describe('server.json for readers of the catalog', () => {
  it('keeps what is asked for and drops what was set', () => {
    const entry = {
      registryType: 'npm',
      identifier: 'x',
      packageArguments: [{ type: 'positional', value: '--token=planted' }],
      environmentVariables: [
        { name: 'KEY', isSecret: true },
        { name: 'TOKEN', value: 'planted' },
      ],
    };
    const shown = withoutValues({ name: 'a/b', packages: [entry, 'odd'], _meta: { x: 'planted' } });
    expect(shown).toEqual({
      name: 'a/b',
      packages: [
        { registryType: 'npm', identifier: 'x', environmentVariables: [{ name: 'KEY', isSecret: true }] },
        'odd',
      ],
    });
    expect(JSON.stringify(shown)).not.toContain('planted');
  });

  it('shows where a remote server is, and not how one gets in', () => {
    const remote = {
      type: 'streamable-http',
      url: 'https://me:planted@host.example/mcp?key=planted',
      headers: [
        { name: 'X-Key', isSecret: true },
        { name: 'X-Team', value: 'planted' },
      ],
    };
    const shown = withoutValues({ name: 'a/b', remotes: [remote, { type: 'sse', url: '{planted}' }, 'odd'] });
    expect(JSON.stringify(shown)).not.toContain('planted');
    expect(shown).toMatchObject({
      remotes: [{ url: 'https://host.example/mcp', headers: [{ name: 'X-Key' }] }, { type: 'sse' }, 'odd'],
    });
  });

  it('leaves a document without packages alone', () => {
    expect(withoutValues({ name: 'a/b', remotes: [] })).toEqual({ name: 'a/b', remotes: [] });
  });
});
