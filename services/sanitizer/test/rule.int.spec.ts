import { sanitizer } from '@archestra/contracts';
import { connectAs, eventually } from '@archestra/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'pg';
import { jetstreamManager } from '@nats-io/jetstream';
import { v7 as uuid } from 'uuid';
import { PIN } from './world.ts';
import { admin, bff, database, decide, gateway, here, nats, run, there, type Subject } from './judge.harness.ts';

describe('administrators', () => {
  it('block a tool, a server, and lift the block again', async () => {
    const { serverId } = here.servers.everything;
    const call = () => here.subject('everything', 'echo', 'blocks');
    const rule = await bff.call(
      sanitizer.createBlockRule,
      { serverId, tool: 'echo', profileId: null, note: 'not now' },
      admin(),
    );
    expect(await decide(call())).toMatchObject({ reason: 'blocked-by-rule', ruleId: rule.id });
    expect(await bff.call(sanitizer.listBlockRules, {}, admin())).toEqual({ items: [rule] });
    expect(await bff.call(sanitizer.listBlockRules, {}, { organizationId: there.organizationId })).toEqual({
      items: [],
    });
    await expect(
      bff.call(sanitizer.deleteBlockRule, { id: rule.id }, { ...admin(), organizationId: there.organizationId }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await bff.call(sanitizer.deleteBlockRule, { id: rule.id }, admin());
    expect(await decide(call())).toEqual({ outcome: 'allow' });
  });

  it('cannot block what belongs to another organization', async () => {
    await bff.call(
      sanitizer.createBlockRule,
      { serverId: there.servers.everything.serverId, tool: null, profileId: null, note: '' },
      admin(),
    );
    expect(await decide(there.subject('everything', 'echo', 'foreign'), there.organizationId)).toEqual({
      outcome: 'allow',
    });
  });

  it('give a tool a contract, which wins over nothing and over a pack', async () => {
    const { serverId, source } = here.servers.homemade;
    const list = () => bff.call(sanitizer.listContracts, { serverId, source, tools: ['post'] }, admin());
    expect((await list()).items).toMatchObject([{ origin: 'none', contract: { effect: 'egress' } }]);
    const contract = { effect: 'write', output: { integrity: 'trusted', audience: 'public' } } as const;
    await bff.call(sanitizer.setContract, { serverId, tool: 'post', contract }, admin());
    expect((await list()).items).toEqual([{ serverId, tool: 'post', origin: 'administrator', contract }]);
    await run(here.subject('files', 'read_text_file', 'contracts'));
    expect(await decide(here.subject('homemade', 'post', 'contracts'))).toEqual({ outcome: 'allow' });
    await bff.call(sanitizer.deleteContract, { serverId, tool: 'post' }, admin());
    expect(await decide(here.subject('homemade', 'post', 'contracts'))).toMatchObject({ reason: 'untrusted-context' });
    await expect(bff.call(sanitizer.deleteContract, { serverId, tool: 'post' }, admin())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const packed = await bff.call(
      sanitizer.listContracts,
      { serverId: here.servers.files.serverId, source: here.servers.files.source, tools: ['write_file'] },
      admin(),
    );
    expect(packed.items).toMatchObject([{ origin: 'pack', contract: { effect: 'write' } }]);
  });

  it('get a clear error for text that cannot be stored', async () => {
    const wanted = { serverId: here.servers.homemade.serverId, tool: 'a\0b', profileId: null, note: '' };
    await expect(bff.call(sanitizer.createBlockRule, wanted, admin())).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('are heard although another replica made the change', async () => {
    const client = new Client(database().urlOf());
    await client.connect();
    await client.query('BEGIN');
    await client.query('UPDATE policy_version SET version = version + 1');
    await client.query(
      "INSERT INTO block_rule (id, organization_id, server_id, tool, note) VALUES ($1, $2, $3, NULL, '')",
      [uuid(), here.organizationId, here.servers.homemade.serverId],
    );
    await client.query('COMMIT');
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(await decide(here.subject('homemade', 'post', 'replica'))).toMatchObject({ reason: 'blocked-by-rule' });
    await client.query('DELETE FROM block_rule WHERE server_id = $1', [here.servers.homemade.serverId]);
    await client.query('UPDATE policy_version SET version = version + 1');
    await client.end();
    await eventually(async () =>
      expect(await decide(here.subject('homemade', 'post', 'replica'))).toEqual({ outcome: 'allow' }),
    );
  });

  it('leave events with what was before and after', async () => {
    const connection = await connectAs(nats(), 'admin');
    const manager = await jetstreamManager(connection);
    const stored = await eventually(async () => {
      const stream = await manager.streams.get('EVENTS');
      const found = await stream.getMessage({
        last_by_subj: `events.${here.organizationId}.sanitizer.contract.changed`,
      });
      if (!found) throw new Error('no event yet');
      return found.json<{ principal: string; data: unknown }>();
    });
    await connection.close();
    expect(stored).toMatchObject({
      principal: 'user:ann',
      data: { serverId: here.servers.homemade.serverId, tool: 'post', before: { effect: 'write' }, after: null },
    });
  });
});

describe('fuzzed input', () => {
  const good = here.subject('everything', 'echo', 'fuzz');
  const mutation = fc.tuple(
    fc.constantFrom('callId', 'sessionId', 'profileId', 'serverId', 'source', 'kind', 'name', 'pin'),
    fc.oneof(
      fc.jsonValue(),
      fc.constant([good.name]),
      fc.constant(` ${good.name}`),
      fc.string({ unit: 'binary' }),
      fc.uuid(),
    ),
  );

  it('never gets more than the right input would', async () => {
    await fc.assert(
      fc.asyncProperty(mutation, async ([key, value]) => {
        const input = { ...good, callId: uuid(), arguments: {}, [key]: value };
        const answer = await gateway
          .call(sanitizer.decideCall, input as never, { organizationId: here.organizationId })
          .catch((error: { code: string }) => error.code);
        const isHarmless = key === 'callId' || key === 'sessionId' || value === good[key as keyof Subject];
        if (typeof answer === 'string') expect(answer).toBe('INVALID_INPUT');
        else if (!isHarmless) expect(answer.outcome).toBe('deny');
        const verdict = await gateway
          .call(
            sanitizer.inspectOutput,
            { ...input, callId: uuid(), [key]: value, result: value, isError: false } as never,
            { organizationId: here.organizationId },
          )
          .catch((error: { code: string }) => error.code);
        if (typeof verdict === 'string') expect(verdict).toBe('INVALID_INPUT');
        else if (key !== 'callId') expect(verdict.verdict).toBe('withhold');
      }),
      { numRuns: 300 },
    );
    expect(await decide({ ...good, callId: uuid(), pin: PIN })).toEqual({ outcome: 'allow' });
  });
});
