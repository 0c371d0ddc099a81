import { describe, expect, it } from '@jest/globals';
import { CatalogDraft } from '@archestra/contracts';
import { draftFrom } from './draft-from.ts';
import { check, configurationOf } from './draft-check.ts';
import { examples, noteFor } from './examples.ts';
import { emptyDraft, emptyField, nameOf, releaseOf, titleOf, type Draft } from './draft.ts';

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
        labels: [],
        visibility: { everyone: true, teamIds: [] },
        version: '1.2.3',
        fields: [],
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
    const checked = check(draft({ kind: 'remote', url: ' https://mcp.example.com/mcp ', hosts: [{ host: '*' }] }));
    expect(checked.ok && checked.body.source).toEqual({ kind: 'remote', url: 'https://mcp.example.com/mcp' });
  });

  it.each<[string, Partial<Draft>, string]>([
    ['no package', { package: '', name: 'x', title: 'x' }, 'source.package'],
    ['a range instead of a version', { version: '^1.0.0' }, 'source.version'],
    ['a file address', { kind: 'remote', url: 'file:///etc/passwd' }, 'source.url'],
    ['a name with capitals', { name: 'Files' }, 'name'],
    ['a relative directory', { directories: [{ path: 'home', writable: false }] }, 'source.directories'],
    ['a variable that is none', { environment: [{ name: 'my-path', value: '' }] }, 'source.environment'],
    ['a host with a path', { hosts: [{ host: 'https://api.example.com/x' }] }, 'source.egressHosts'],
    ['memory in words', { memory: 'plenty' }, 'source.limits'],
    ['a port that is none', { kind: 'image', image: 'name:1', transport: 'http', port: '99999' }, 'source.port'],
    ['an image with capitals', { kind: 'image', image: 'Example/Name:1' }, 'source.image'],
    ['a field without a proper name', { fields: [{ ...emptyField, name: '1st' }] }, 'fields'],
  ])('finds %s', (_, part, field) => {
    expect(problemsOf(part)).toContain(field);
  });

  it('says it in words a person can act on', () => {
    const checked = check(draft({ version: 'latest version' }));
    expect(!checked.ok && checked.problems['source.version']).toMatch(/exact version/);
  });
});

describe('an image', () => {
  const image: Partial<Draft> = {
    kind: 'image',
    image: 'registry.example.com:5000/team/notes:2.1.0@sha256:' + 'a'.repeat(64),
  };

  it('has port and path only when it speaks HTTP', () => {
    const attach = check(draft({ ...image, port: 'nonsense' }));
    expect(attach.ok && attach.body.source).toMatchObject({ transport: 'attach', port: 8_080 });
    const http = check(draft({ ...image, transport: 'http', port: '3000', path: '/x' }));
    expect(http.ok && http.body.source).toMatchObject({ transport: 'http', port: 3_000, path: '/x' });
  });

  it('gives its name and tag, and the port of its registry is no tag', () => {
    expect([nameOf(draft(image)), releaseOf(draft(image))]).toEqual(['notes', '2.1.0']);
    expect(releaseOf(draft({ kind: 'image', image: 'registry.example.com:5000/notes' }))).toBe('1.0.0');
  });

  it('takes limits in mebibytes', () => {
    const checked = check(draft({ ...image, cpu: '250', memory: '256' }));
    expect(checked.ok && checked.body.source).toMatchObject({ limits: { cpuMillis: 250, memoryBytes: 268_435_456 } });
  });
});

describe('fields', () => {
  const fields = [
    { ...emptyField, name: 'REGION', choices: 'eu\n us \n', answer: 'eu' },
    { ...emptyField, name: 'KEY', isSecret: true, answer: 'never sent', choices: 'a' },
    emptyField,
  ];

  it('become headers of a remote server and variables of a program', () => {
    const program = check(draft({ fields }));
    expect(program.ok && program.body.fields?.map((field) => [field.name, field.in, field.choices])).toEqual([
      ['REGION', 'env', ['eu', 'us']],
      ['KEY', 'env', []],
    ]);
    const remote = check(draft({ kind: 'remote', url: 'https://mcp.example.com/mcp', fields }));
    expect(remote.ok && remote.body.fields?.every((field) => field.in === 'header')).toBe(true);
  });

  it('never carry the answer to a secret', () => {
    expect(configurationOf(draft({ fields }))).toEqual({ REGION: 'eu' });
    expect(JSON.stringify(check(draft({ fields })))).not.toContain('never sent');
  });
});

describe('examples', () => {
  it.each(examples.map(({ label, draft: part }) => [label, part] as const))('%s can be added as it is', (_, part) => {
    expect(problemsOf(part)).toEqual([]);
  });

  it('let the memory write where it may', () => {
    const memory = examples.find(({ label }) => label === 'Memory');
    const checked = check(draft(memory?.draft ?? {}));
    expect(checked).toMatchObject({
      body: { source: { environment: { MEMORY_FILE_PATH: '/home/server/memory.json' } } },
    });
  });

  it('say what the filesystem needs, and nothing of others', () => {
    const notes = examples.map(({ draft: part }) => noteFor(draft(part)));
    expect(notes).toEqual([undefined, expect.stringContaining('SERVER_DIRECTORIES'), undefined]);
  });
});

describe('draftFrom', () => {
  it.each<[string, Partial<Draft>]>([
    ['a package', { arguments: '--a\n--b', hosts: [{ host: 'x.example.com' }], memory: '64', labels: 'a, b' }],
    ['an image', { kind: 'image', image: 'name:1', transport: 'http', command: 'run', pullSecrets: 'one' }],
    ['a remote server', { kind: 'remote', url: 'https://mcp.example.com/mcp', name: 'x', title: 'X' }],
  ])('goes on where %s was left', (_, part) => {
    const first = check(draft(part));
    const again = first.ok ? check(draftFrom(CatalogDraft.parse(first.body))) : first;
    expect(again).toEqual(first);
    expect(first.ok).toBe(true);
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
