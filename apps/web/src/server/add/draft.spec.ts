import { describe, expect, it } from '@jest/globals';
import { check, emptyDraft, nameOf, titleOf, type Draft } from './draft.ts';

const draft = (part: Partial<Draft>): Draft => ({
  ...emptyDraft,
  package: '@scope/server-files',
  version: '1.2.3',
  ...part,
});
const problemsOf = (part: Partial<Draft>) => {
  const checked = check(draft(part));
  return checked.ok ? [] : Object.keys(checked.problems);
};

describe('check', () => {
  it('makes a request of a package with nothing but its name', () => {
    expect(check(draft({}))).toEqual({
      ok: true,
      body: {
        name: 'server-files',
        title: '@scope/server-files',
        description: '',
        source: {
          kind: 'package',
          registry: 'npm',
          package: '@scope/server-files',
          version: '1.2.3',
          arguments: [],
          environment: {},
          directories: [],
          egressHosts: [],
          limits: {},
        },
      },
    });
  });

  it('keeps an argument exactly as it was typed, one per line', () => {
    const checked = check(draft({ arguments: '--root\n/srv/my files\n\n  x' }));
    expect(checked.ok && checked.body.source).toMatchObject({ arguments: ['--root', '/srv/my files', '  x'] });
  });

  it('leaves out rows that were added and never filled in', () => {
    const checked = check(
      draft({ directories: [{ path: '', writable: true }], environment: [{ name: '', value: 'x' }] }),
    );
    expect(checked.ok && checked.body.source).toMatchObject({ directories: [], environment: {} });
  });

  it('sends nothing but the address for a remote server', () => {
    const checked = check(draft({ kind: 'remote', url: ' https://mcp.example.com/mcp ', network: true }));
    expect(checked.ok && checked.body.source).toEqual({ kind: 'remote', url: 'https://mcp.example.com/mcp' });
  });

  it.each<[string, Partial<Draft>, string]>([
    ['no package', { package: '', name: 'x', title: 'x' }, 'source.package'],
    ['a range instead of a version', { version: '^1.0.0' }, 'source.version'],
    ['a file address', { kind: 'remote', url: 'file:///etc/passwd' }, 'source.url'],
    ['a name with capitals', { name: 'Files' }, 'name'],
    ['a relative directory', { directories: [{ path: 'home', writable: false }] }, 'source.directories'],
    ['a variable in lower case', { environment: [{ name: 'path', value: '' }] }, 'source.environment'],
  ])('finds %s', (_, part, field) => {
    expect(problemsOf(part)).toContain(field);
  });

  it('says it in words a person can act on', () => {
    const checked = check(draft({ version: 'latest version' }));
    expect(!checked.ok && checked.problems['source.version']).toMatch(/exact version/);
  });
});

describe('names', () => {
  it('come from the host of a remote server', () => {
    const remote = draft({ kind: 'remote', url: 'https://mcp.example.com/mcp' });
    expect([nameOf(remote), titleOf(remote)]).toEqual(['mcp-example-com', 'mcp.example.com']);
  });

  it('are what was typed, once something was typed', () => {
    expect(nameOf(draft({ name: 'mine' }))).toBe('mine');
  });
});
