import { builtInRoles, guardEvents, type BuiltInRole, type EventContract, type EventData } from '@archestra/contracts';
import type { ReceivedEvent } from '@archestra/messaging';
import { describe, expect, it } from '@jest/globals';
import { guardEvent } from './guard-event.ts';

const id = '019a0000-0000-7000-8000-000000000001';
const fact = <E extends EventContract>(contract: E, data: EventData<E>): ReceivedEvent =>
  ({ id, type: contract.type, organization: 'o', data }) as ReceivedEvent;
const reader = (role: BuiltInRole, who = 'somebody') => ({
  ...{ kind: 'user' as const, id: who, teamIds: [] },
  permissions: [...builtInRoles[role]],
});
const asked = {
  ...{ id, principal: 'user:max', serverId: id, tool: 'send', digest: 'a'.repeat(64) },
  expiresAt: '2026-11-21T10:00:00.000Z',
};
const kept = { id, callId: 'c', serverId: id, tool: 'fetch', status: 'withheld' as const, bits: 0 };

describe('live facts of the guard', () => {
  it('tells the person who waits and those who may answer or audit, and nobody else', () => {
    const shown = guardEvent(fact(guardEvents.approvalRequested, asked));
    expect(shown?.event).toEqual({ kind: 'approval', approvalId: id, tool: 'send', status: 'pending' });
    const sees = [reader('member', 'max'), reader('admin'), reader('auditor'), reader('member'), reader('editor')];
    expect(sees.map((one) => shown?.audience(one))).toEqual([true, true, true, false, false]);
    const team = { ...reader('member', 'max'), kind: 'team' as const };
    expect(shown?.audience(team)).toBe(false);
  });

  it('says how a question ended, without arguments and without who asked', () => {
    const shown = guardEvent(fact(guardEvents.approvalDecided, { ...asked, status: 'declined', decidedBy: id }));
    expect(shown?.event).toEqual({ kind: 'approval', approvalId: id, tool: 'send', status: 'declined' });
  });

  it('tells of results in quarantine whoever may see that there are some', () => {
    const shown = guardEvent(fact(guardEvents.resultQuarantined, kept));
    expect(shown?.event).toEqual({ kind: 'quarantine', quarantineId: id, tool: 'fetch', status: 'withheld' });
    expect([reader('editor'), reader('member')].map((one) => shown?.audience(one))).toEqual([true, false]);
  });

  it('makes lists of policies stale', () => {
    const shown = guardEvent(fact(guardEvents.invocationPolicyChanged, { before: null, after: null }));
    expect(shown?.event).toEqual({ kind: 'change', noun: 'tool-policy', id });
  });

  it('leaves other facts alone: who read a result is for the administrative record', () => {
    expect(guardEvent(fact(guardEvents.quarantineRead, { ...kept, readBy: id }))).toBeUndefined();
  });
});
