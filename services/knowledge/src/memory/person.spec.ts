import { describe, expect, it } from '@jest/globals';
import { personOf } from './person.ts';

const id = '01a1fc45-f555-73a5-9c87-5919090947e6';

describe('the person of a request', () => {
  it('is the user of its principal', () => {
    expect(personOf({ organizationId: id, principal: `user:${id}` })).toEqual({ organizationId: id, userId: id });
  });

  it.each<[string, { organizationId?: string; principal?: string }, string]>([
    ['without an organization', { principal: `user:${id}` }, 'INVALID_INPUT'],
    ['without a principal', { organizationId: id }, 'INVALID_INPUT'],
    ['of a service', { organizationId: id, principal: 'service:registry' }, 'NOT_ALLOWED'],
    ['of no real user', { organizationId: id, principal: 'user:*' }, 'NOT_ALLOWED'],
    ['of no real organization', { organizationId: 'x', principal: `user:${id}` }, 'INVALID_INPUT'],
  ])('is nobody in a request %s', (_, context, code) => {
    expect(() => personOf(context)).toThrow(expect.objectContaining({ code }));
  });
});
