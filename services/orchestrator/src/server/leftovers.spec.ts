import { describe, expect, it } from '@jest/globals';
import type { InstanceRef } from '../runtime/runtime.ts';
import { Leftovers, type Fate } from './leftovers.ts';

const ref = (instance: string): InstanceRef => ({ organizationId: 'acme', serverId: 'files', instance });

const world = (fates: Record<string, Fate>, running: readonly string[] = Object.keys(fates)) => {
  const done: string[] = [];
  const existing = new Set(Object.keys(fates));
  const leftovers = new Leftovers({
    list: () => Promise.resolve([...existing].map(ref)),
    fateOf: ({ instance }) => fates[instance] ?? 'unwanted',
    isRunning: ({ instance }) => Promise.resolve(running.includes(instance)),
    attend: ({ instance }) => {
      fates[instance] = 'attended';
      done.push(`attend ${instance}`);
    },
    discard: ({ instance }) => {
      existing.delete(instance);
      done.push(`discard ${instance}`);
      return Promise.resolve();
    },
  });
  return { leftovers, done, fates };
};

describe('what an earlier life left', () => {
  it('goes when it is unwanted twice in a row', async () => {
    const { leftovers, done } = world({ shared: 'attended', 'user:gone': 'unwanted' });
    await leftovers.sweep();
    expect(done).toEqual([]);
    await leftovers.sweep();
    await leftovers.sweep();
    expect(done).toEqual(['discard user:gone']);
  });

  it('stays when it was only being replaced', async () => {
    const { leftovers, done, fates } = world({ organization: 'unwanted' });
    await leftovers.sweep();
    fates['organization'] = 'attended';
    await leftovers.sweep();
    fates['organization'] = 'unwanted';
    await leftovers.sweep();
    expect(done).toEqual([]);
  });

  it('is taken up again when it runs, and left asleep when it sleeps', async () => {
    const { leftovers, done } = world({ 'user:ada': 'forgotten', 'user:bob': 'forgotten' }, ['user:ada']);
    await leftovers.sweep();
    await leftovers.sweep();
    expect(done).toEqual(['attend user:ada']);
  });
});
