import type { ToolFilter, ToolRow } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { byName, cursorOf, fits, isBehind, placeOf } from './tool-page.ts';

const row = (server: string, tool: string, policies: number | null = 0): ToolRow => ({
  server: { id: 's', name: server, title: 'Mail for people', status: 'ready' },
  tool: { name: tool, description: 'Sends a letter.', inputSchema: {} },
  contract: {
    ...{ serverId: 's', tool, origin: 'pack' },
    contract: { effect: 'egress', output: { integrity: 'trusted', audience: 'public' } },
  },
  policies,
  profiles: [],
});

describe('the list of tools', () => {
  it('begins a page behind the last tool of the page before, whatever their names are', () => {
    const server = fc.stringMatching(/^[a-z0-9-]{1,6}$/);
    const rows = fc.array(fc.record({ server, tool: fc.string({ minLength: 1, maxLength: 4 }) }), { maxLength: 20 });
    fc.assert(
      fc.property(rows, (places) => {
        const all = places
          .map((place) => row(place.server, place.tool))
          .sort((a, b) => byName(a.server, b.server) || byName(a.tool, b.tool));
        for (const [index, { server: at, tool }] of all.entries()) {
          const place = placeOf(cursorOf({ server: at.name, tool: tool.name }));
          const rest = all.filter((one) => isBehind(one, place));
          expect(rest).toEqual(all.slice(index + 1).filter((one) => isBehind(one, place)));
          expect(rest).not.toContainEqual(all[index]);
        }
      }),
    );
  });

  it('takes any text as a cursor', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof isBehind(row('mail', 'send'), placeOf(text)) === 'boolean'));
  });

  it.each<[string, ToolFilter, boolean]>([
    ['no filter', {}, true],
    ['words of the tool and of its server in any order', { search: 'people SEND' }, true],
    ['a word it does not have', { search: 'send calendar' }, false],
    ['its effect', { effect: 'egress' }, true],
    ['another effect', { effect: 'none' }, false],
    ['the origin of its contract', { origin: 'pack' }, true],
    ['another origin', { origin: 'none' }, false],
    ['a policy it does not have', { hasPolicy: 'true' }, false],
    ['no policy', { hasPolicy: 'false' }, true],
  ])('fits %s', (_, filter, expected) => {
    expect(fits(row('mail', 'send'), filter)).toBe(expected);
  });

  it('finds no contract while nobody can be asked for it', () => {
    const unknown = { ...row('mail', 'send'), contract: null };
    expect(fits(unknown, { effect: 'egress' })).toBe(false);
    expect(fits(unknown, {})).toBe(true);
  });
});
