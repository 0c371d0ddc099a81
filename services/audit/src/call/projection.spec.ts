import { describe, expect, it } from '@jest/globals';
import { toCallRow } from './projection.ts';

const envelope = {
  specversion: '1.0',
  id: 'e',
  source: 's',
  time: '2026-11-21T00:00:00Z',
  datacontenttype: 'application/json',
  organization: 'o',
} as const;

describe('the projection of an event', () => {
  it('makes a refused request a line without a call', () => {
    const error = { code: 'UNAUTHENTICATED', message: 'no', fault: 'client' };
    const data = {
      requestId: 'r',
      profileId: 'p',
      principal: null,
      method: null,
      error,
      remoteAddress: '::1',
      startedAt: '2026-11-21T00:00:00Z',
      repeated: 3,
    };
    expect(toCallRow({ ...envelope, type: 'gateway.request.refused', data })).toMatchObject({
      id: 'r',
      at: data.startedAt,
      outcome: 'refused',
      decision: 'none',
      repeated: 3,
      error,
      name: null,
      event: data,
    });
  });

  it('leaves other facts to the administrative log', () => {
    expect(toCallRow({ ...envelope, type: 'identity.token.created', data: {} })).toBeUndefined();
  });
});
