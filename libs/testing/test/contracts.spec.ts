import { describe, expect, it } from '@jest/globals';
import {
  access,
  AppError,
  CloudEvent,
  errorCodes,
  events,
  inboxPrefix,
  natsPermissions,
  ownerOf,
  rpcs,
  serviceNames,
  snapshots,
  sourceIdentity,
  tapPermissions,
  type Access,
} from '@archestra/contracts';

const parts = (name: (typeof serviceNames)[number]): Access => access[name];

describe('the contracts', () => {
  it('have subjects of their own, named <owner>.<noun>.<verb>', () => {
    const subjects = rpcs.map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    for (const subject of subjects) expect(subject).toMatch(/^[a-z]+\.[a-z-]+\.[a-z-]+$/);
  });

  it.each(rpcs.map((contract) => [contract.subject, contract] as const))(
    '%s is served by its owner and by nobody else, with a deadline',
    (_subject, contract) => {
      expect(serviceNames.filter((name) => parts(name).serves.includes(contract))).toEqual([ownerOf(contract)]);
      expect(contract.deadlineMs).toBeGreaterThan(0);
      expect(contract.deadlineMs).toBeLessThanOrEqual(15_000);
    },
  );

  it.each(events.map((contract) => [contract.type, contract] as const))(
    '%s is published by the service it is named for',
    (type, contract) => {
      expect(serviceNames.filter((name) => parts(name).publishes.includes(contract))).toEqual([type.split('.')[0]]);
    },
  );

  it.each(snapshots.map((contract) => [contract.bucket, contract] as const))(
    'the snapshot %s has one writer',
    (_bucket, contract) => {
      expect(serviceNames.filter((name) => parts(name).writes.includes(contract))).toHaveLength(1);
    },
  );
});

describe('what a NATS login may do', () => {
  it.each(serviceNames.map((name) => [name]))('%s hears its own inbox and no other', (name) => {
    const inboxes = natsPermissions(name).subscribe.filter((subject) => subject.startsWith('_INBOX'));
    expect(inboxes).toEqual([`${inboxPrefix(name)}.>`]);
  });

  it.each(serviceNames.map((name) => [name]))('%s may ask only what it calls', (name) => {
    const asked = natsPermissions(name).publish.filter((subject) =>
      rpcs.some((contract) => contract.subject === subject),
    );
    expect(asked.sort()).toEqual([...new Set(parts(name).calls.map(({ subject }) => subject))].sort());
  });

  it('gives nobody a wildcard over everything, and the gateway no word in the record', () => {
    for (const name of serviceNames) expect(natsPermissions(name).publish).not.toContain('>');
    expect(natsPermissions('gateway').subscribe.filter((subject) => subject.startsWith('events.'))).toEqual([]);
  });

  it('lets a tap read events and publish nothing', () => {
    expect(tapPermissions()).toEqual({ publish: [], subscribe: ['events.*.>'] });
  });
});

describe('errors on the wire', () => {
  it.each(Object.keys(errorCodes) as (keyof typeof errorCodes)[])('%s survives the way there and back', (code) => {
    const error = new AppError(code, 'A sentence.', { details: { a: 1 }, cause: new Error('secret') });
    const back = AppError.fromWire(JSON.parse(JSON.stringify(error.toWire())));
    expect([back.code, back.message, back.details, back.fault, back.status]).toEqual([
      code,
      'A sentence.',
      { a: 1 },
      error.fault,
      error.status,
    ]);
    expect(JSON.stringify(error.toWire())).not.toContain('secret');
  });

  it.each([[undefined], ['text'], [{ code: 'NO_SUCH_CODE', message: '', fault: 'client' }]])(
    'reads %j as INTERNAL',
    (value) => {
      expect(AppError.fromWire(value).code).toBe('INTERNAL');
    },
  );
});

it('refuses an event that is not CloudEvents 1.0', () => {
  expect(CloudEvent.safeParse({ specversion: '0.3', id: '1' }).success).toBe(false);
});

it.each([
  [{ kind: 'remote', url: 'https://example.org/mcp' } as const, 'remote:https://example.org/mcp'],
  [{ kind: 'builtin', service: 'knowledge' } as const, 'builtin:knowledge'],
])('names what runs: %j', (source, identity) => expect(sourceIdentity(source)).toBe(identity));
