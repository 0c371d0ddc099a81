import type { Tool } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pinOf } from '@archestra/mcp';
import { mergeTools, type StoredTool } from './tool-state.ts';

const tool = (name: string, description: string): Tool => {
  const definition = { name, description, inputSchema: {} };
  return { ...definition, pin: pinOf(definition) };
};
const at = new Date('2026-11-21T00:00:00.000Z');

/** Applies discoveries one after another, as the store does. */
const after = (...discoveries: Tool[][]) => {
  const rows = new Map<string, StoredTool>();
  let quarantined: string[] = [];
  for (const found of discoveries) {
    const merged = mergeTools(rows, found, at);
    for (const row of merged.rows) rows.set(row.name, row);
    quarantined = merged.quarantined.map(({ tool: name }) => name);
  }
  return { rows, quarantined };
};

const [good, evil, worse] = [tool('a', 'good'), tool('a', 'evil'), tool('a', 'worse')];
const isServed = (row: StoredTool | undefined): boolean => row?.present === true && row.pendingPin === null;

describe('what discovery makes of a tool', () => {
  it.each<[string, Tool[][], { served: boolean; pending: string | null; quarantined: boolean }]>([
    ['is accepted when it is seen first', [[good]], { served: true, pending: null, quarantined: false }],
    ['stays accepted while it is the same', [[good], [good]], { served: true, pending: null, quarantined: false }],
    ['waits when it became another one', [[good], [evil]], { served: false, pending: evil.pin, quarantined: true }],
    [
      'is not announced twice while it waits',
      [[good], [evil], [evil]],
      { served: false, pending: evil.pin, quarantined: false },
    ],
    [
      'waits anew when it changed again',
      [[good], [evil], [worse]],
      { served: false, pending: worse.pin, quarantined: true },
    ],
    [
      'is served again when it is what it was',
      [[good], [evil], [good]],
      { served: true, pending: null, quarantined: false },
    ],
    ['is not served while it is gone', [[good], []], { served: false, pending: null, quarantined: false }],
    ['comes back unchanged', [[good], [], [good]], { served: true, pending: null, quarantined: false }],
    [
      'waits when it comes back as another one',
      [[good], [], [evil]],
      { served: false, pending: evil.pin, quarantined: true },
    ],
  ])('%s', (_, discoveries, expected) => {
    const { rows, quarantined } = after(...discoveries);
    const row = rows.get('a');
    expect(row?.pin).toBe(good.pin);
    expect({
      served: isServed(row),
      pending: row?.pendingPin ?? null,
      quarantined: quarantined.includes('a'),
    }).toEqual(expected);
  });

  it('keeps a rejection only for the definition that was rejected', () => {
    const stored = { ...after([good], [evil]).rows.get('a'), isRejected: true } as StoredTool;
    const again = (found: Tool) => mergeTools(new Map([['a', stored]]), [found], at).rows[0]?.isRejected;
    expect(again(worse)).toBe(false);
    // Nothing to write: it is as it was.
    expect(again(evil)).toBeUndefined();
  });

  it('never overwrites what was accepted, whatever a server does', () => {
    const list = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c'))
      .chain((names) => fc.tuple(...names.map((name) => fc.constantFrom('1', '2').map((text) => tool(name, text)))));
    fc.assert(
      fc.property(fc.array(list, { maxLength: 12 }), (discoveries) => {
        const first = new Map<string, string>();
        for (const { name, pin } of discoveries.flat()) if (!first.has(name)) first.set(name, pin);
        const { rows } = after(...discoveries);
        const last = new Map((discoveries.at(-1) ?? []).map(({ name, pin }) => [name, pin]));
        for (const [name, pin] of first) {
          expect(rows.get(name)?.pin).toBe(pin);
          expect(isServed(rows.get(name))).toBe(last.get(name) === pin);
        }
      }),
    );
  });
});
