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
