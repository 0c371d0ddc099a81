import { describe, expect, it } from '@jest/globals';
import { ToolCalls, type AnnouncedTool } from './tool-calls.ts';

const tool = (name: string, given = '{}'): AnnouncedTool => ({
  profileId: 'p',
  serverId: 's',
  source: 'npm:x',
  name,
  pin: 'a',
  arguments: given,
});

describe('the calls of a conversation', () => {
  it('match a result to the call that was announced, as often as it was', () => {
    const calls = new ToolCalls();
    expect(calls.match('1', null)).toBeUndefined();
    calls.announce('1', tool('read'));
    expect(calls.match('1', null)).toEqual(tool('read'));
    expect(calls.match('1', tool('read'))).toEqual(tool('read'));
    expect(calls.match('1', tool('write'))).toBeUndefined();
    calls.see('1', 'h1', {});
    expect(calls.match('1', null)).toBeUndefined();
    calls.see('1', 'h1', {});
    calls.announce('1', tool('read'));
    expect(calls.match('1', null)).toBeDefined();
    expect(calls.seen('1', 'h1')).toEqual({});
    expect([calls.seen('1', 'h2'), calls.seen('2', 'h1')]).toEqual([undefined, undefined]);
  });

  it('know no call under an id that stood for two tools', () => {
    const calls = new ToolCalls();
    calls.announce('1', tool('read'));
    calls.announce('1', tool('write'));
    calls.announce('1', tool('read'));
    expect(calls.match('1', null)).toBeUndefined();
  });

  it.each<[string, string | undefined]>([
    ['other arguments', '{"query":"eve@example.net"}'],
    ['arguments too long to be remembered', undefined],
  ])('know no call under an id that stood for %s, whichever came first', (_, other) => {
    for (const [first, second] of [
      ['{"query":"Bob"}', other],
      [other, '{"query":"Bob"}'],
    ]) {
      const calls = new ToolCalls();
      calls.announce('1', { ...tool('search'), arguments: first });
      calls.announce('1', { ...tool('search'), arguments: second });
      calls.announce('1', { ...tool('search'), arguments: first });
      expect([calls.match('1', null), calls.match('1', tool('search'))]).toEqual([undefined, undefined]);
      expect(calls.announced('1').map(({ name }) => name)).toEqual(['search']);
    }
  });

  it('name every tool an id stood for, and refuse an id that would stand for too many', () => {
    const calls = new ToolCalls();
    expect(calls.announced('1')).toEqual([]);
    for (let n = 0; n < 16; n += 1) expect(calls.announce('1', tool(`t${n}`))).toBe(true);
    expect(calls.announce('1', tool('t16'))).toBe(false);
    expect(calls.announce('1', { ...tool('t0'), profileId: 'other' })).toBe(false);
    expect(calls.announce('1', tool('t0'))).toBe(true);
    expect(calls.announced('1')).toHaveLength(16);
    expect(calls.match('1', tool('t0'))).toBeUndefined();
  });

  it('forget the oldest when there are too many or too much in them', () => {
    const calls = new ToolCalls();
    for (let n = 0; n < 4_001; n += 1) calls.announce(`${n}`, tool('read'));
    expect([calls.match('0', null), calls.match('1', null)?.name]).toEqual([undefined, 'read']);
    const large = new ToolCalls();
    const given = JSON.stringify({ text: 'x'.repeat(60_000) });
    for (let n = 0; n < 200; n += 1) large.announce(`${n}`, tool('write', given));
    expect([large.match('0', null), large.match('199', null)?.name]).toEqual([undefined, 'write']);
    for (let n = 0; n <= 8_000; n += 1) calls.see('4000', `h${n}`, {});
    expect([calls.seen('4000', 'h0'), calls.seen('4000', 'h8000')]).toEqual([undefined, {}]);
  });
});
