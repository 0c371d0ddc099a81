import { guard, guardEvents, sanitizer, type Decision } from '@archestra/contracts';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';
import { lastEvent } from './events.ts';
import { admin, bff, database, gateway, here, nats, restart, run, there } from './judge.harness.ts';

const ann = `user:${uuid()}`;
const ben = `user:${uuid()}`;
const reviewer = uuid();
const letter = { to: ['ann@example.org'], text: 'hello' };

interface Ask {
  session?: string;
  principal?: string;
  arguments?: unknown;
}
let counter = 0;
const fresh = (): string => `approval-${(counter += 1)}`;

const ask = ({ session = 'approvals', principal = ann, arguments: given = letter }: Ask = {}): Promise<Decision> =>
  gateway.call(
    sanitizer.decideCall,
    { ...here.subject('homemade', 'post', session), arguments: given },
    { organizationId: here.organizationId, principal },
  );
const questionOf = (decision: Decision): string => {
  expect(decision).toMatchObject({ outcome: 'approve', reason: 'approval-required', approvalId: expect.any(String) });
  return (decision as { approvalId: string }).approvalId;
};
const say = (id: string, outcome: 'approved' | 'declined' = 'approved', principal: string | null = null) =>
  bff.call(guard.decideApproval, { id, principal, outcome, decidedBy: reviewer }, admin());
const get = (id: string, principal: string | null = null) => bff.call(guard.getApproval, { id, principal }, admin());

const sql = async (text: string, values: unknown[]): Promise<void> => {
  const client = new Client(database().urlOf());
  await client.connect();
  await client.query(text, values);
  await client.end();
};
const expire = (id: string) => sql("UPDATE approval SET expires_at = now() - interval '1 second' WHERE id = $1", [id]);

beforeAll(async () => {
  for (const world of [here, there])
    await bff.call(
      sanitizer.setContract,
      {
        serverId: world.servers.homemade.serverId,
        tool: 'post',
        contract: { effect: 'write', output: { integrity: 'trusted', audience: 'public' }, approval: 'always' },
      },
      { ...admin(), organizationId: world.organizationId },
    );
});

describe('a call that needs approval', () => {
  it('is asked once, shown exactly, agreed to once and made once', async () => {
    const session = fresh();
    const decision = await ask({ session });
    const id = questionOf(decision);
    expect(questionOf(await ask({ session }))).toBe(id);
    expect(await get(id, ann)).toMatchObject({
      id,
      sessionId: session,
      principal: ann,
      serverName: 'homemade',
      tool: 'post',
      arguments: letter,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      status: 'pending',
      decidedBy: null,
    });
    expect(await lastEvent(nats(), here.organizationId, guardEvents.approvalRequested)).toMatchObject({
      principal: ann,
      data: { id, tool: 'post' },
    });
    expect(await say(id)).toMatchObject({ status: 'approved', decidedBy: reviewer });
    expect(await lastEvent(nats(), here.organizationId, guardEvents.approvalDecided)).toMatchObject({
      principal: `user:${reviewer}`,
      data: { id, status: 'approved', decidedBy: reviewer },
    });
    expect(await ask({ session })).toEqual({ outcome: 'allow' });
    expect(await get(id)).toMatchObject({ status: 'used' });
    const next = questionOf(await ask({ session }));
    expect(next).not.toBe(id);
    expect(await get(next)).toMatchObject({ previousArguments: letter });
  });

  it('is the same call whatever the order of its arguments', async () => {
    const session = fresh();
    const id = questionOf(await ask({ session, arguments: { a: 1, b: { c: [1, 2], d: null } } }));
    expect(questionOf(await ask({ session, arguments: { b: { d: null, c: [1, 2] }, a: 1.0 } }))).toBe(id);
  });

  it('keeps arguments exactly, also those a database would not like', async () => {
    const odd = { text: 'a\0b\ud800', ['__proto__x']: [null, 1e21, ''] };
    const id = questionOf(await ask({ session: fresh(), arguments: odd }));
    expect((await get(id)).arguments).toEqual(odd);
  });

  it('is declined, and stays declined for as long as the question would have stood', async () => {
    const session = fresh();
    const id = questionOf(await ask({ session }));
    await say(id, 'declined');
    expect(await ask({ session })).toMatchObject({ outcome: 'deny', reason: 'approval-required' });
    await expire(id);
    expect(questionOf(await ask({ session }))).not.toBe(id);
  });

  it('is denied when nobody could judge it, or nobody asks', async () => {
    expect(await ask({ session: fresh(), arguments: { text: 'x'.repeat(70_000) } })).toMatchObject({ outcome: 'deny' });
    expect(await ask({ session: fresh(), arguments: ['not', 'an', 'object'] })).toMatchObject({ outcome: 'deny' });
    const anonymous = await gateway.call(
      sanitizer.decideCall,
      { ...here.subject('homemade', 'post', fresh()), arguments: letter },
      { organizationId: here.organizationId },
    );
    expect(anonymous).toMatchObject({ outcome: 'deny' });
  });
});

describe('an approval', () => {
  /** One agreed call, and what is tried with it. */
  const agreed = async () => {
    const session = fresh();
    const id = questionOf(await ask({ session }));
    await say(id);
    return { session, id };
  };

  it.each<[string, (given: { session: string; id: string }) => Promise<Decision>]>([
    ['by someone else', ({ session }) => ask({ session, principal: ben })],
    ['in another session', () => ask({ session: fresh() })],
    ['with other arguments', ({ session }) => ask({ session, arguments: { ...letter, text: 'hello!' } })],
    ['with one more argument', ({ session }) => ask({ session, arguments: { ...letter, bcc: null } })],
    ['with a value of another type', ({ session }) => ask({ session, arguments: { ...letter, to: letter.to[0] } })],
    [
      'after it expired',
      async ({ session, id }) => {
        await expire(id);
        return ask({ session });
      },
    ],
    [
      'twice',
      async ({ session }) => {
        expect(await ask({ session })).toEqual({ outcome: 'allow' });
        return ask({ session });
      },
    ],
  ])('is worth nothing %s', async (_, attempt) => {
    expect(await attempt(await agreed())).toMatchObject({ outcome: 'approve' });
  });

  it('does not outweigh what must not be', async () => {
    const { session } = await agreed();
    const { serverId } = here.servers.homemade;
    const rule = await bff.call(
      sanitizer.createBlockRule,
      { serverId, tool: 'post', profileId: null, note: '' },
      admin(),
    );
    expect(await ask({ session })).toMatchObject({ outcome: 'deny', reason: 'blocked-by-rule' });
    await bff.call(sanitizer.deleteBlockRule, { id: rule.id }, admin());
    expect(await ask({ session })).toEqual({ outcome: 'allow' });
  });

  it('is used by one of many calls at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { session } = await agreed();
      const decisions = await Promise.all(Array.from({ length: 20 }, () => ask({ session })));
      expect(decisions.filter(({ outcome }) => outcome === 'allow')).toHaveLength(1);
      const asked = new Set(decisions.filter(({ outcome }) => outcome === 'approve').map(questionOf));
      expect(asked.size).toBe(1);
    }
  });

  it('is decided by one of many people at the same time', async () => {
    const id = questionOf(await ask({ session: fresh() }));
    const said = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => say(id, index % 2 ? 'approved' : 'declined')),
    );
    const won = said.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const lost of said) if (lost.status === 'rejected') expect(lost.reason).toMatchObject({ code: 'CONFLICT' });
  });

  it('is a question of its principal and organization only', async () => {
    const id = questionOf(await ask({ session: fresh() }));
    const elsewhere = { organizationId: there.organizationId, principal: 'user:bea' };
    for (const attempt of [
      get(id, ben),
      say(id, 'approved', ben),
      bff.call(guard.getApproval, { id, principal: null }, elsewhere),
      bff.call(guard.decideApproval, { id, principal: null, outcome: 'approved', decidedBy: reviewer }, elsewhere),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await say(id, 'declined', ann)).toMatchObject({ status: 'declined' });
    await expect(say(id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('cannot be given after the time is over, and shows as expired', async () => {
    const id = questionOf(await ask({ session: fresh() }));
    await expire(id);
    expect(await get(id)).toMatchObject({ status: 'expired' });
    await expect(say(id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('is listed by status, newest first, in pages', async () => {
    const principal = `user:${uuid()}`;
    const session = fresh();
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(questionOf(await ask({ session, principal, arguments: { n } })));
    await say(ids[0] ?? '', 'declined');
    const list = (change: object) =>
      bff.call(guard.listApprovals, { principal, ...change } as never, admin()) as Promise<{
        items: { id: string }[];
        nextCursor: string | null;
      }>;
    const first = await list({ limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect((await list({ limit: 2, cursor: first.nextCursor })).items.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await list({ status: 'pending' })).items).toHaveLength(2);
    await expire(ids[1] ?? '');
    expect((await list({ status: 'expired' })).items.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await list({ status: 'pending' })).items.map(({ id }) => id)).toEqual([ids[2]]);
    await expect(list({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('stops being asked for when one principal floods', async () => {
    const principal = `user:${uuid()}`;
    const session = fresh();
    const decisions: Decision[] = [];
    for (let n = 0; n < 101; n += 1) decisions.push(await ask({ session, principal, arguments: { n } }));
    expect(decisions.slice(0, 100).every(({ outcome }) => outcome === 'approve')).toBe(true);
    expect(decisions[100]).toMatchObject({ outcome: 'deny', message: expect.stringContaining('Too many') });
  });
});

describe('over a restart', () => {
  it('a question and a yes survive, and count once', async () => {
    const [open, given] = [fresh(), fresh()];
    const waiting = questionOf(await ask({ session: open }));
    await say(questionOf(await ask({ session: given })));
    await restart();
    expect(questionOf(await ask({ session: open }))).toBe(waiting);
    expect(await ask({ session: given })).toEqual({ outcome: 'allow' });
    expect(await ask({ session: given })).toMatchObject({ outcome: 'approve' });
  });
});

it('approval when blocked turns what the session forbids into a question with the path', async () => {
  const session = fresh();
  await bff.call(
    sanitizer.setContract,
    {
      serverId: here.servers.homemade.serverId,
      tool: 'post',
      contract: { effect: 'egress', output: { integrity: 'trusted', audience: 'public' }, approval: 'when-blocked' },
    },
    admin(),
  );
  expect(await ask({ session })).toEqual({ outcome: 'allow' });
  const read = here.subject('files', 'read_text_file', session);
  await run(read);
  const decision = await ask({ session });
  expect(decision).toMatchObject({
    outcome: 'approve',
    reason: 'untrusted-context',
    path: [{ callId: read.callId }, {}, {}],
  });
  const { approvalId = '' } = decision as { approvalId?: string };
  expect(await get(approvalId)).toMatchObject({ path: [{ kind: 'source', callId: read.callId }, {}, {}] });
  await say(approvalId);
  expect(await ask({ session })).toEqual({ outcome: 'allow' });
});
