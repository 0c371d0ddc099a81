import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, MAX_DEPTH } from './canonical-json.ts';
import { pinOf, type Definition } from './pin.ts';

const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
const definition: fc.Arbitrary<Definition> = fc.record(
  {
    name: fc.string({ minLength: 1 }),
    title: fc.string(),
    description: fc.string(),
    inputSchema: object,
    outputSchema: object,
    annotations: object,
  },
  { requiredKeys: ['name', 'inputSchema'] },
);

/** The same value with the members of every object in reverse order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
};

describe('canonical JSON', () => {
  it('says what JSON says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  it('is the same text for every order of members, and another text for another value', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => canonicalJson(reversed(value)) === canonicalJson(value)));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = canonicalJson(a) === canonicalJson(b);
        // Equal text is allowed only for values that differ in nothing but order.
        if (same) expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)));
      }),
    );
  });

  it('ignores members that JSON leaves out', () => {
    expect(canonicalJson({ b: undefined, a: [1, undefined] })).toBe('{"a":[1,null]}');
  });

  it('refuses what is nested too deeply', () => {
    const nest = (depth: number): unknown => (depth === 0 ? 1 : { a: nest(depth - 1) });
    expect(() => canonicalJson(nest(MAX_DEPTH))).not.toThrow();
    expect(() => canonicalJson(nest(MAX_DEPTH + 1))).toThrow(RangeError);
  });
});

describe('the pin of a tool', () => {
  it('does not depend on the order of members', () => {
    fc.assert(fc.property(definition, (tool) => pinOf(reversed(tool) as Definition) === pinOf(tool)));
  });

  it('changes with every member a model or a client acts on', () => {
    const member = fc.constantFrom('name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations');
    fc.assert(
      fc.property(definition, member, (tool, name) => {
        const changed = {
          ...tool,
          [name]:
            name.endsWith('Schema') || name === 'annotations'
              ? { changed: true, was: tool[name as 'annotations'] ?? null }
              : `${String(tool[name as 'name'])}!`,
        };
        expect(pinOf(changed)).not.toBe(pinOf(tool));
      }),
    );
  });

  it('does not change with what it does not cover', () => {
    fc.assert(fc.property(definition, object, (tool, _meta) => pinOf({ ...tool, _meta }) === pinOf(tool)));
  });
});
