import type { Approval } from '@archestra/contracts';
import { eventually } from '@archestra/testing';
import { describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { member } from '../harness/world.ts';
import { PATIENCE_MS, useChat, type ChatWorld } from './world.ts';

const path = [{ kind: 'source' as const, text: 'A page from elsewhere' }];

const question = (change: Partial<Approval> = {}): Approval => ({
  id: uuid(),
  sessionId: 's',
  profileId: null,
  principal: `user:${member.id}`,
  serverId: uuid(),
  serverName: 'mail',
  tool: 'send',
  arguments: { to: 'a@example.org' },
  digest: 'a'.repeat(64),
  reason: 'untrusted-context',
  message: 'A person has to agree.',
  path,
  previousArguments: null,
  status: 'pending',
  requestedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
  decidedBy: null,
  decidedAt: null,
  note: null,
  ...change,
});

/** A tool that asks for an approval until it is given once. */
const guarded = (world: ChatWorld, approval: Approval): void => {
  world.around.approvals.set(approval.id, approval);
  world.gateway.model = (_, turn) =>
    turn === 1
      ? { calls: [{ id: 'one', name: 'send', arguments: '{"to":"a@example.org"}' }] }
      : { text: ['That was it.'] };
  world.gateway.tool = () => {
    const known = world.around.approvals.get(approval.id);
    if (known?.status === 'approved') {
      world.around.approvals.set(approval.id, { ...known, status: 'used' });
      return { text: 'sent' };
    }
    return {
      text: 'Somebody has to agree first.',
      isError: true,
      meta: {
        'dev.archestra/refusal': {
          code: 'APPROVAL_REQUIRED',
          fault: 'policy',
          reason: 'untrusted-context',
          path,
          approvalId: approval.id,
        },
      },
    };
  };
};
const decide = (world: ChatWorld, { id }: Approval, status: Approval['status']): void => {
  const known = world.around.approvals.get(id);
  if (known) world.around.approvals.set(id, { ...known, status });
};

describe('a call that needs a person', () => {
  const chat = useChat();

  it('waits, and is made exactly once after they agreed', async () => {
    const { world, bff } = chat();
    const approval = question();
    guarded(world, approval);
    const { id } = await world.begin(bff);
    const reading = await world.say(bff, id, 'Send it');
    await reading.until(() => reading.calls.at(-1)?.outcome === 'waiting');
    expect(reading.calls.at(-1)).toMatchObject({ approval, path, reason: 'untrusted-context', serverName: 'mail' });
    await expect(world.read(bff, id)).resolves.toMatchObject({ chat: { run: { state: 'waiting' } } });
    decide(world, approval, 'approved');
    expect(await reading.end()).toBe(true);
    expect(world.gateway.called).toHaveLength(2);
    expect(world.gateway.called[1]?.body['params']).toMatchObject({ name: 'send', arguments: { to: 'a@example.org' } });
    expect(reading.calls.at(-1)).toMatchObject({ outcome: 'answered', approval: { status: 'approved' } });
    expect(reading.text).toBe('That was it.');
  });

  it.each(['declined', 'expired'] as const)('that is %s is not made, and the model goes on', async (status) => {
    const { world, bff } = chat();
    const approval = question();
    guarded(world, approval);
    const { id } = await world.begin(bff);
    const reading = await world.say(bff, id, 'Send it');
    await reading.until(() => reading.calls.at(-1)?.outcome === 'waiting');
    decide(world, approval, status);
    expect(await reading.end()).toBe(true);
    expect(world.gateway.called).toHaveLength(1);
    expect(reading.calls.at(-1)).toMatchObject({ outcome: status });
    expect(reading.text).toBe('That was it.');
  });

  it('expires by the clock, even if nobody says so', async () => {
    const { world, bff } = chat();
    const approval = question({ expiresAt: new Date(Date.now() + 500).toISOString() });
    guarded(world, approval);
    const { id } = await world.begin(bff);
    const reading = await world.say(bff, id, 'Send it');
    expect(await reading.end()).toBe(true);
    expect(reading.calls.at(-1)).toMatchObject({ outcome: 'expired' });
  });

  it('that is refused again after they agreed is denied, not asked for without end', async () => {
    const { world, bff } = chat();
    const approval = question();
    guarded(world, approval);
    const tool = world.gateway.tool({ path: '', token: '', session: undefined, body: {} }, 0);
    world.gateway.tool = () => tool;
    const { id } = await world.begin(bff);
    const reading = await world.say(bff, id, 'Send it');
    await reading.until(() => reading.calls.at(-1)?.outcome === 'waiting');
    decide(world, approval, 'approved');
    expect(await reading.end()).toBe(true);
    expect(reading.calls.at(-1)).toMatchObject({ outcome: 'denied' });
    expect(world.gateway.called).toHaveLength(2);
  });

  it('that is somebody else’s question fails', async () => {
    const { world, bff } = chat();
    const approval = question({ principal: `user:${uuid()}` });
    guarded(world, approval);
    const { id } = await world.begin(bff);
    const reading = await world.say(bff, id, 'Send it');
    expect(await reading.end()).toBe(true);
    expect(reading.calls.at(-1)).toMatchObject({ outcome: 'failed', error: { code: 'NOT_FOUND' } });
  });

  it('is stopped with its answer', async () => {
    const { world, bff } = chat();
    const approval = question();
    guarded(world, approval);
    const { id } = await world.begin(bff);
    const reading = await world.say(bff, id, 'Send it');
    await reading.until(() => reading.calls.at(-1)?.outcome === 'waiting');
    await world.json(bff, 'POST', `/api/chats/${id}/stop`, { body: {} });
    expect(await reading.end()).toBe(true);
    decide(world, approval, 'approved');
    expect(reading.calls.at(-1)).toMatchObject({ outcome: 'stopped' });
    expect(world.gateway.called).toHaveLength(1);
  });

  it('goes on waiting in another process when its own is killed', async () => {
    const { world, bff } = chat();
    const doomed = await world.run();
    const approval = question();
    guarded(world, approval);
    const { id } = await world.begin(doomed);
    const reading = await world.say(doomed, id, 'Send it');
    await reading.until(() => reading.calls.at(-1)?.outcome === 'waiting');
    await doomed.kill();
    await reading.end();
    decide(world, approval, 'approved');
    await eventually(async () => expect((await world.read(bff, id)).chat.run).toBeNull(), PATIENCE_MS);
    expect((await world.read(bff, id)).messages[1]).toMatchObject({ metadata: { state: 'complete' } });
    expect(world.gateway.called).toHaveLength(2);
  });
});
