import { describe, expect, it } from '@jest/globals';
import { bubblewrapArguments, carriedSecrets, isOpened, isShareable, limitedCommand } from './sandbox.ts';

const spec = {
  workload: { kind: 'package', command: ['node', '/pkg/index.js'], folder: '/pkg', environment: {}, directories: [] },
  environment: { LD_PRELOAD: '/pkg/evil.so' },
  secrets: { TOKEN: 'planted' },
  egress: undefined,
} as const;
const parts = {
  homeFolder: '/h',
  passwdFile: '/p',
  nodePath: '/n',
  pythonPath: '/usr/bin/python3',
  privateFolder: '/srv/.archestra',
  account: undefined,
  ids: { uid: 1_000, gid: 1_001 },
};
const account = { uid: 300_001, gid: 300_001 };

describe('isShareable', () => {
  it.each([
    '/',
    '/etc',
    '/etc/ssl/',
    '/usr/share',
    '/proc/1',
    '/root/../etc',
    '/srv/.archestra',
    '/srv/.archestra/data',
  ])('refuses %s', (path) => {
    expect(isShareable(path, '/srv/.archestra')).toBe(false);
  });
  it.each(['/home/ada/notes', '/srv/files', '/srv/.archestra-notes', '/etcetera'])('allows %s', (path) => {
    expect(isShareable(path, '/srv/.archestra')).toBe(true);
  });
});

describe('isOpened', () => {
  it.each([
    ['/srv/files', true],
    ['/srv/files/', true],
    ['/srv/files/of/ada', true],
    ['/srv/files-of-ada', false],
    ['/srv', false],
    ['/srv/files/../secret', false],
    ['/home/ada', false],
  ])('%s: %s', (path, isIt) => {
    expect([isOpened(path, ['/srv/files/']), isOpened(path, [])]).toEqual([isIt, false]);
  });
});

describe('bubblewrapArguments', () => {
  it('never shares the network of the machine, with and without root', () => {
    for (const own of [account, undefined]) {
      const args = bubblewrapArguments(spec, { ...parts, account: own }).join(' ');
      expect(args).toContain('--unshare-net');
      expect(args).not.toContain('--share-net');
    }
  });

  it('stays in the room that leads to the proxy, as who it was, and tells the server nothing of a proxy', () => {
    const room = {
      command: ['unshare', '--net'],
      files: { '/srv/resolv.conf': '/etc/resolv.conf' },
      admit: () => Promise.resolve(),
    };
    const egress = { hosts: ['example.org'], environment: { HTTPS_PROXY: 'http://127.0.0.1:1' }, room };
    const args = bubblewrapArguments({ ...spec, egress }, parts).join(' ');
    expect(args).not.toContain('--unshare-net');
    expect(args).toContain('--ro-bind /srv/resolv.conf /etc/resolv.conf');
    expect(args).toContain('--uid 1000 --gid 1001');
    expect(bubblewrapArguments({ ...spec, egress }, { ...parts, account }).join(' ')).not.toContain('--uid');
    const limits = { processes: 1, openFiles: 1 };
    const { room: _, ...withoutRoom } = egress;
    for (const own of [egress, withoutRoom])
      expect(limitedCommand({ ...spec, egress: own }, parts, limits).join(' ')).not.toContain('HTTPS_PROXY');
  });

  it('hides our data below a directory that is shared', () => {
    const args = bubblewrapArguments(
      { ...spec, workload: { ...spec.workload, directories: [{ path: '/srv', writable: true }] } },
      parts,
    ).join(' ');
    expect(args).toMatch(/--bind \/srv \/srv .*--tmpfs \/srv\/\.archestra/);
  });

  it('gives the environment of a server to the server only', () => {
    expect(bubblewrapArguments(spec, parts).join(' ')).not.toMatch(/LD_PRELOAD|planted/);
    const command = limitedCommand(spec, { ...parts, account }, { processes: 1, openFiles: 1 });
    expect(command.join(' ')).not.toContain('planted');
    expect(Object.values(carriedSecrets(spec))).toEqual(['planted']);
    expect(command.findIndex((part) => part.startsWith('TOKEN='))).toBeGreaterThan(command.indexOf('setpriv'));
    expect(command.indexOf('LD_PRELOAD=/pkg/evil.so')).toBeGreaterThan(command.indexOf('/usr/bin/env'));
    expect(command.indexOf('/usr/bin/env')).toBeGreaterThan(command.indexOf('setpriv'));
  });
});
