import { RequestStatus } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { nextStatus, statusesFor, type RequestAction } from './request-state.ts';

const actions: RequestAction[] = [
  'collected',
  'resubmit',
  'approve',
  'decline',
  'return',
  'withdraw',
  'deploy',
  'fail',
];

/** Rows: where it is; columns in the order of `actions`; a dot is a conflict. */
const table: Record<RequestStatus, string> = {
  collecting: 'review     collecting .        declined .        withdrawn .        .',
  review: '.          collecting approved declined returned withdrawn .        .',
  returned: '.          collecting .        declined .        withdrawn .        .',
  approved: '.          .          .        .        .        .         deployed failed',
  failed: '.          .          .        .        .        .         deployed .',
  deployed: '.          .          .        .        .        .         .        .',
  declined: '.          .          .        .        .        .         .        .',
  withdrawn: '.          .          .        .        .        .         .        .',
};
const cases = RequestStatus.options.flatMap((status) =>
  table[status].split(/ +/).map((next, index) => [status, actions[index] as RequestAction, next] as const),
);

describe('a request', () => {
  it.each(cases.filter(([, , next]) => next !== '.'))('that is %s, on %s becomes %s', (status, action, next) =>
    expect(nextStatus(status, action)).toBe(next),
  );

  it.each(cases.filter(([, , next]) => next === '.'))('that is %s takes no %s', (status, action) =>
    expect(() => nextStatus(status, action)).toThrow(expect.objectContaining({ code: 'CONFLICT' })),
  );

  it('can be approved from one place only', () => expect(statusesFor('approve')).toEqual(['review']));
});
