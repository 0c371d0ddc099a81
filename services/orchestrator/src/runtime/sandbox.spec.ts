import { describe, expect, it } from '@jest/globals';
import { bubblewrapArguments, isShareable, limitedCommand } from './sandbox.ts';

const spec = {
  serverId: 'x',
  command: ['node', '/pkg/index.js'] as const,
  packageFolder: '/pkg',
  directories: [],
  environment: { LD_PRELOAD: '/pkg/evil.so' },
  network: false,
};
const parts = {
  homeFolder: '/h',
  passwdFile: '/p',
  nodePath: '/n',
  privateFolder: '/srv/.archestra',
  account: undefined,
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

describe('bubblewrapArguments', () => {
  it('grants the network only when asked for, with and without root', () => {
    const isolated = (network: boolean, own: typeof account | undefined): string =>
      bubblewrapArguments({ ...spec, network }, { ...parts, account: own }).join(' ');
    expect(isolated(false, undefined)).not.toContain('--share-net');
    expect(isolated(true, undefined)).toContain('--share-net');
    expect(isolated(false, account)).toContain('--unshare-net');
    expect(isolated(true, account)).not.toContain('--unshare-net');
  });

  it('hides our data below a directory that is shared', () => {
    const args = bubblewrapArguments({ ...spec, directories: [{ path: '/srv', writable: true }] }, parts).join(' ');
    expect(args).toMatch(/--bind \/srv \/srv .*--tmpfs \/srv\/\.archestra/);
  });

  it('gives the environment of a server to the server only', () => {
    expect(bubblewrapArguments(spec, parts).join(' ')).not.toContain('LD_PRELOAD');
    const command = limitedCommand(spec, { processes: 1, openFiles: 1 }, account);
    expect(command.indexOf('LD_PRELOAD=/pkg/evil.so')).toBeGreaterThan(command.indexOf('env'));
    expect(command.indexOf('env')).toBeGreaterThan(command.indexOf('setpriv'));
  });
});
