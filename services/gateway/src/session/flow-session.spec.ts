import type { Principal } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flowSession } from './flow-session.ts';

const PROFILE = '01900000-0000-7000-8000-000000000002';
const principal = (id: string, tokenId?: string): Principal => ({
  kind: 'user',
  id,
  organizationId: '01900000-0000-7000-8000-000000000001',
  name: 'Ada',
  email: null,
  permissions: [],
  teamIds: [],
  ...(tokenId ? { tokenId } : {}),
  scopes: null,
  profileIds: null,
  expiresAt: null,
});
const ada = principal('01900000-0000-7000-8000-00000000000a');
const ben = principal('01900000-0000-7000-8000-00000000000b');
const base = { principal: ada, profileId: PROFILE, named: undefined };

describe('the session of a request', () => {
  it('is the one the client names, on every door', () => {
    const key = `named:${PROFILE}:user:${ada.id}:chat-1`;
    expect(flowSession({ ...base, named: 'chat-1' })).toBe(key);
    expect(flowSession({ ...base, named: 'chat-1', mcpSessionId: 'm' })).toBe(key);
    expect(flowSession({ ...base, named: 'chat-1', conversationStart: 'hello' })).toBe(key);
    expect(flowSession({ ...base, profileId: null, named: 'chat-1' })).toBe(`named:-:user:${ada.id}:chat-1`);
  });

  it('is never that of somebody else', () => {
    for (const change of [{ named: 'chat-1' }, { conversationStart: 'hello' }, {}])
      expect(flowSession({ ...base, ...change })).not.toBe(flowSession({ ...base, ...change, principal: ben }));
    expect(flowSession({ ...base, principal: principal(ada.id, 'one') })).not.toBe(
      flowSession({ ...base, principal: principal(ada.id, 'two') }),
    );
  });

  it('follows the protocol where the client names none', () => {
    expect(flowSession({ ...base, mcpSessionId: 'm1' })).toBe('mcp:m1');
    expect(flowSession({ ...base, conversationStart: 'hello' })).toMatch(/^conversation:[^ ]+:[0-9a-f]{64}$/);
    expect(flowSession(base)).toBe(`principal:${PROFILE}:user:${ada.id}:`);
  });

  it('takes no name that could be another key', () => {
    for (const named of ['', 'a b', 'a:b', 'ä', 'x'.repeat(101), 'a, b', ['a', 'b']])
      expect(() => flowSession({ ...base, named })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 150 }), (named) => {
        const isName = /^[A-Za-z0-9_-]{1,100}$/.test(named);
        if (isName) expect(flowSession({ ...base, named }).length).toBeLessThanOrEqual(200);
        else expect(() => flowSession({ ...base, named })).toThrow();
      }),
    );
  });
});
