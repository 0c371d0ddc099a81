import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ServerLogs } from '../log/server-logs.ts';
import { Homes } from '../runtime/homes.ts';
import type { InstanceName } from '../runtime/instance-name.ts';
import { Remains } from './remains.ts';

const MINUTE = 60_000;
const shared = { serverId: 'one', instance: 'shared' };
const ada = { serverId: 'two', instance: 'user:ada-1' };
const team = { serverId: 'two', instance: 'team:red' };
const candidate = { serverId: 'three', instance: 'trial' };

describe('files of instances', () => {
  let folder: string;
  let now: number;
  let kept: InstanceName[];
  let known: string[];
  let remains: Remains;
  let logs: ServerLogs;
  const pass = async (minutes: number): Promise<void> => {
    now += minutes * MINUTE;
    await remains.sweep();
  };
  const there = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'remains-'));
    now = 0;
    const homes = new Homes(folder);
    logs = new ServerLogs(folder);
    remains = new Remains(
      {
        list: async () => [...(await homes.list()), ...(await logs.list())],
        isKept: ({ serverId, instance }) => kept.some((one) => one.serverId === serverId && one.instance === instance),
        isKnown: (serverId) => known.includes(serverId),
        remove: async (name) => {
          await homes.remove(name);
          await logs.remove(name);
        },
      },
      () => now,
    );
    for (const name of [shared, ada, team, candidate]) {
      writeFileSync(join(homes.make(name, undefined), 'note'), name.instance);
      homes.passwdFile(name, { uid: 1, gid: 1 });
      const log = logs.open(name);
      log.add('stderr', 'hello');
      await log.flush();
    }
    kept = [shared, ada, team, candidate];
    known = ['one', 'two', 'three', 'four'];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('stay as long as they are kept, and while something is only being replaced', async () => {
    const before = there();
    await pass(1);
    kept = [];
    await pass(1);
    await pass(4);
    kept = [shared, ada, team, candidate];
    await pass(10);
    kept = [];
    await pass(10);
    expect(there()).toEqual(before);
  });

  it('go when nobody keeps them, each by itself', async () => {
    kept = [shared, team];
    await pass(1);
    await pass(6);
    expect(there().filter((path) => /note|log$/.test(path))).toEqual([
      'one/home/note',
      'one/log',
      'one/log/server.log',
      'two.team-red/home/note',
      'two/log',
      'two/log/team-red.log',
    ]);
    kept = [team];
    await pass(1);
    await pass(6);
    expect(readdirSync(folder).sort()).toEqual(['two', 'two.team-red']);
    kept = [];
    await pass(1);
    await pass(6);
    expect(there()).toEqual([]);
  });

  it('of a server that nobody knows stay for a day, because the broker may have lost it', async () => {
    kept = [];
    known = [];
    await pass(1);
    await pass(23 * 60);
    expect(readdirSync(folder).sort()).toEqual(['one', 'two', 'two.team-red', 'two.user-ada-1']);
    await pass(2 * 60);
    expect(there()).toEqual([]);
  });

  it('are not what a server made its home point at', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'precious'), '');
    mkdirSync(join(folder, 'four', 'home'), { recursive: true });
    symlinkSync(outside, join(folder, 'four', 'home', 'link'));
    kept = [];
    await pass(1);
    await pass(6);
    expect([there(), readdirSync(outside)]).toEqual([[], ['precious']]);
    rmSync(outside, { recursive: true });
  });

  it('are not brought back by last words', async () => {
    const log = logs.open(shared);
    log.add('stderr', 'still talking');
    const removal = logs.remove(shared);
    log.add('stderr', 'last words');
    await removal;
    await log.flush();
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(['home', 'passwd']);
  });
});
