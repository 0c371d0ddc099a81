import { guard, guardEvents, sanitizer, type Parsed } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { lastEvent } from './events.ts';
import { admin, bff, here, nats, there } from './judge.harness.ts';

const elsewhere = { organizationId: there.organizationId, principal: 'user:bea' };
const wanted = {
  serverId: here.servers.homemade.serverId,
  tool: 'post',
  profileId: null,
  conditions: [{ path: '$.to[*]', operator: 'endsWith' as const, value: '@example.org' }],
  note: 'our own people',
  isEnabled: true,
};

describe.each([
  {
    kind: 'invocation',
    list: guard.listInvocationPolicies,
    create: guard.createInvocationPolicy,
    update: guard.updateInvocationPolicy,
    remove: guard.deleteInvocationPolicy,
    changed: guardEvents.invocationPolicyChanged,
    actions: ['allow-when-untrusted', 'block-always'],
  },
  {
    kind: 'result',
    list: guard.listResultPolicies,
    create: guard.createResultPolicy,
    update: guard.updateResultPolicy,
    remove: guard.deleteResultPolicy,
    changed: guardEvents.resultPolicyChanged,
    actions: ['mark-trusted', 'block'],
  },
])('$kind policies', ({ list, create, update, remove, changed, actions: [first, second] }) => {
  it('are kept, changed, taken away, and on record with what was before and after', async () => {
    const made = await bff.call(create, { ...wanted, action: first } as never, admin());
    expect(made).toMatchObject({ ...wanted, action: first });
    expect(await bff.call(list, {}, admin())).toEqual({ items: [made] });
    const after = await bff.call(
      update,
      { ...wanted, action: second, id: made.id, isEnabled: false } as never,
      admin(),
    );
    expect(after).toEqual({ ...made, action: second, isEnabled: false });
    expect(await lastEvent(nats(), here.organizationId, changed)).toMatchObject({
      principal: 'user:ann',
      data: { before: made, after },
    });
    await bff.call(remove, { id: made.id }, admin());
    expect(await bff.call(list, {}, admin())).toEqual({ items: [] });
    await expect(bff.call(remove, { id: made.id }, admin())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bff.call(update, { ...wanted, action: first, id: made.id } as never, admin())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('of one organization cannot be seen or changed by another', async () => {
    const made = await bff.call(create, { ...wanted, action: first } as never, admin());
    expect(await bff.call(list, {}, elsewhere)).toEqual({ items: [] });
    for (const attempt of [
      bff.call(remove, { id: made.id }, elsewhere),
      bff.call(update, { ...wanted, action: second, id: made.id } as never, elsewhere),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await bff.call(list, {}, admin())).toEqual({ items: [made] });
    await bff.call(remove, { id: made.id }, admin());
  });

  it.each<[string, Record<string, unknown>]>([
    ['an action of the other kind', { action: 'nothing' }],
    ['a path that is none', { conditions: [{ path: 'to', operator: 'equal', value: 1 }] }],
    ['an unknown operator', { conditions: [{ path: '$', operator: 'looksLike', value: 1 }] }],
    ['too many conditions', { conditions: Array.from({ length: 21 }, () => wanted.conditions[0]) }],
    ['text that cannot be stored', { note: 'a\0b' }],
  ])('take no %s', async (_, change) => {
    await expect(bff.call(create, { ...wanted, action: first, ...change } as never, admin())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await bff.call(list, {}, admin())).toEqual({ items: [] });
  });
});

it('a policy of one kind is not found as one of the other', async () => {
  const made = await bff.call(guard.createResultPolicy, { ...wanted, action: 'block' }, admin());
  await expect(bff.call(guard.deleteInvocationPolicy, { id: made.id }, admin())).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await bff.call(guard.deleteResultPolicy, { id: made.id }, admin());
});

it('contracts keep recipients, targets and approval', async () => {
  const { serverId, source } = here.servers.homemade;
  const list = async () =>
    (await bff.call(sanitizer.listContracts, { serverId, source, tools: ['post'] }, admin())).items[0]?.contract;
  const contract: Parsed<typeof sanitizer.setContract>['contract'] = {
    effect: 'egress',
    output: { integrity: 'trusted', audience: ['ann@example.org'] },
    recipients: ['$.to[*]', '$.url'],
    targets: ['$["odd name"]'],
    approval: 'when-blocked',
  };
  await bff.call(sanitizer.setContract, { serverId, tool: 'post', contract }, admin());
  expect(await list()).toEqual(contract);
  const { recipients, ...without } = contract;
  await bff.call(sanitizer.setContract, { serverId, tool: 'post', contract: without }, admin());
  expect(await list()).toEqual(without);
  expect(await lastEvent(nats(), here.organizationId, 'sanitizer.contract.changed')).toMatchObject({
    data: { before: { recipients }, after: without },
  });
  await bff.call(sanitizer.deleteContract, { serverId, tool: 'post' }, admin());
});

it('the dual LLM has defaults, keeps what is set, and tells of it', async () => {
  const before = await bff.call(guard.getDualLlm, {}, admin());
  expect(before).toEqual({ isEnabled: true, maxRounds: 3, maxSessionBits: 128, maxSourceBits: 32 });
  const after = { isEnabled: false, maxRounds: 5, maxSessionBits: 12.5, maxSourceBits: 0 };
  expect(await bff.call(guard.setDualLlm, after, admin())).toEqual(after);
  expect(await bff.call(guard.getDualLlm, {}, admin())).toEqual(after);
  expect(await bff.call(guard.getDualLlm, {}, elsewhere)).toEqual(before);
  expect(await lastEvent(nats(), here.organizationId, guardEvents.dualLlmChanged)).toMatchObject({
    data: { before, after, model: null },
  });
  for (const change of [{ maxRounds: 6 }, { maxRounds: 0 }, { maxSessionBits: 257 }, { maxSourceBits: -1 }])
    await expect(bff.call(guard.setDualLlm, { ...after, ...change }, admin())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  await bff.call(guard.setDualLlm, before, admin());
});
