import { guard, type Approval, type QuarantinedResult, type Rpc, type User } from '@archestra/contracts';
import { fakePeer } from '@archestra/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { useConsole } from './harness/console.ts';
import { admin, at, callId, echo, member, profileId, serverId } from './harness/world.ts';

const approval: Approval = {
  ...{ id: callId, sessionId: 's', profileId, principal: `user:${member.id}`, serverId, serverName: 'everything' },
  ...{
    tool: 'echo',
    arguments: { text: 'x' },
    digest: 'a'.repeat(64),
    reason: 'approval-required',
    message: 'May it?',
  },
  ...{ path: [], previousArguments: null, status: 'pending', requestedAt: at, expiresAt: at },
  ...{ decidedBy: null, decidedAt: null, note: null },
};
const result: QuarantinedResult = {
  ...{ id: callId, callId, sessionId: 's', profileId, principal: `user:${member.id}`, serverId },
  ...{ serverName: 'everything', tool: 'echo', policyId: null, reason: 'quarantined', bytes: 9, status: 'withheld' },
  ...{ answers: [], bits: 0, at, decidedBy: null, decidedAt: null },
};
const policy = {
  ...{ id: callId, serverId, tool: null, profileId: null, conditions: [], note: '', isEnabled: true, createdAt: at },
};

describe('what tools may do, in the console', () => {
  const console = useConsole();
  let connection: NatsConnection;
  let isAway = false;
  const asked: [subject: string, input: unknown][] = [];
  const serve = (contract: Rpc, answer: unknown): void =>
    void fakePeer(connection, contract, (input) => {
      asked.push([contract.subject, input]);
      if (isAway) throw new Error('relation "policy" is secret');
      return answer as never;
    });
  beforeAll(async () => {
    connection = await console.connect('sanitizer');
    serve(guard.listApprovals, { items: [approval], nextCursor: null });
    serve(guard.decideApproval, approval);
    serve(guard.listQuarantine, { items: [{ ...result, content: 'hostile words' }], nextCursor: null });
    serve(guard.getQuarantined, { ...result, content: 'hostile words' });
    serve(guard.listInvocationPolicies, { items: [{ ...policy, action: 'block-always' }] });
    serve(guard.listResultPolicies, { items: [{ ...policy, tool: 'other', action: 'sanitize' }] });
    await connection.flush();
  });
  afterAll(() => connection.close());
  const get = async (path: string, as: User): Promise<unknown> => (await console.ask(path, { as })).json();
  const row = {
    server: { id: serverId, name: 'everything', title: 'Everything', status: 'ready' },
    tool: { name: echo.name, inputSchema: echo.inputSchema },
    contract: expect.objectContaining({ tool: 'echo', origin: 'none' }),
    policies: 1,
    profiles: [{ id: profileId, name: 'Default' }],
  };

  it('lists tools with contract, policies of the tool or its whole server, and profiles', async () => {
    const all = { items: [row], nextCursor: null, unavailable: [] };
    await expect(get('/api/tools', admin)).resolves.toEqual(all);
    await expect(get('/api/tools?search=echo&effect=egress&origin=none&hasPolicy=true', admin)).resolves.toEqual(all);
    for (const filter of ['search=nothing', 'effect=none', 'origin=pack', 'hasPolicy=false', 'cursor=everything/echo'])
      await expect(get(`/api/tools?${filter}`, admin)).resolves.toEqual({ ...all, items: [] });
  });

  it('does not count policies for whoever may not see them', async () => {
    asked.length = 0;
    await expect(get('/api/tools', member)).resolves.toMatchObject({ items: [{ ...row, policies: null }] });
    expect(asked).toEqual([]);
  });

  it('lists tools without what a service does not tell, says so, and tells nothing of its insides', async () => {
    isAway = true;
    const list = await get('/api/tools', admin);
    isAway = false;
    expect(list).toMatchObject({ items: [{ ...row, policies: null }], unavailable: ['sanitizer'] });
    expect(JSON.stringify(list)).not.toContain('secret');
  });

  it('asks for the own approvals only, unless somebody may answer everybody’s', async () => {
    asked.length = 0;
    await get('/api/approvals?status=pending&principal=user:other', member);
    await get('/api/approvals', admin);
    expect(asked).toEqual([
      [guard.listApprovals.subject, { limit: 50, status: 'pending', principal: `user:${member.id}` }],
      [guard.listApprovals.subject, { limit: 50, principal: null }],
    ]);
  });

  it('takes who decided and who read from the session, not from the request', async () => {
    asked.length = 0;
    const body = { outcome: 'declined', note: 'no', decidedBy: member.id, readBy: member.id, principal: null };
    await console.ask(`/api/approvals/${callId}/decision`, { method: 'POST', as: member, body });
    await console.ask(`/api/quarantine/${callId}/reading`, { method: 'POST', as: admin, body });
    const principal = `user:${member.id}`;
    expect(asked).toEqual([
      [guard.decideApproval.subject, { id: callId, outcome: 'declined', note: 'no', principal, decidedBy: member.id }],
      [guard.getQuarantined.subject, { id: callId, readBy: admin.id }],
    ]);
  });

  it('never lists the content of what is in quarantine, even if it were told', async () => {
    await expect(get('/api/quarantine', admin)).resolves.toEqual({ items: [result], nextCursor: null });
  });

  it('knows no session of a request that never became a call', async () => {
    const answer = await console.ask(`/api/mcp-tool-calls/${callId}/session`, { as: member });
    expect([answer.status, await answer.json()]).toEqual([404, expect.objectContaining({ code: 'NOT_FOUND' })]);
  });
});
