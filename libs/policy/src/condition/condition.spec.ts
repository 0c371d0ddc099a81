import type { Condition } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matches } from './condition.ts';
import { finds } from './pattern.ts';
import { valuesAround, valuesAt } from './path.ts';

const of = (path: string, operator: Condition['operator'], value: Condition['value']): Condition[] => [
  { path, operator, value },
];
const both = (conditions: readonly Condition[], value: unknown): string =>
  `${matches(conditions, value, 'permit') ? 'permits' : '-'} ${matches(conditions, value, 'restrict') ? 'restricts' : '-'}`;

const mail = { to: ['ann@corp.com', 'ben@corp.com'], subject: 'Hello', count: 3, due: '2026-03-01', tags: ['a', 'b'] };

describe('a path', () => {
  it.each<[string, unknown, readonly unknown[]]>([
    ['$', 1, [1]],
    ['$.to[*]', mail, ['ann@corp.com', 'ben@corp.com']],
    ['$.to[1]', mail, ['ben@corp.com']],
    ['$.to[2]', mail, []],
    ['$.to', { to: 'x' }, ['x']],
    ['$.to[*]', { to: 'x' }, []],
    ['$.to[0]', { to: 'x' }, []],
    ['$.a["odd name"]', { a: { 'odd name': 7 } }, [7]],
    ['$.To', mail, []],
    ['$.constructor', {}, []],
    ['$.a', null, []],
    ['$.a', ['x'], []],
  ])('%s of %j is, to the letter, %j', (path, value, expected) => {
    expect(valuesAt(path, value)).toEqual(expected);
  });

  it.each<[string, unknown, readonly unknown[]]>([
    ['$.to[*]', { to: 'x' }, ['x']],
    ['$.to', { to: ['x', { y: 'z' }] }, ['x', 'z']],
    ['$.to', { TO: 'x', To: 'y' }, ['x', 'y']],
    ['$.user_email', { userEmail: 'x' }, ['x']],
    ['$.to', [{ to: 'x' }], ['x']],
    ['$.to[*]', { to: '["x","y"]' }, ['x', 'y']],
    ['$.to', '{"to":"x"}', ['x']],
    ['$.to', { to: '[broken' }, ['[broken']],
    ['$.to[0]', { to: ['x', 'y'] }, ['x', 'y']],
    ['$.to.name', { to: 'x' }, []],
  ])('%s of %j may be taken for %j', (path, value, expected) => {
    expect(valuesAround(path, value)).toEqual(expected);
  });

  it('looks no deeper than anybody writes', () => {
    const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => ({ inner }), 'x');
    expect(valuesAround('$', deep)).toHaveLength(1);
  });

  it('finds wherever it finds to the letter', () => {
    fc.assert(
      fc.property(fc.constantFrom('$.a', '$.a[*]', '$.a.b', '$[*].a', '$.a[0]'), fc.json(), (path, json) => {
        const value = JSON.parse(json) as unknown;
        const scalars = valuesAt(path, value).filter((each) => typeof each === 'number');
        expect(valuesAround(path, value)).toEqual(expect.arrayContaining([...scalars]));
      }),
    );
  });
});

describe('a condition', () => {
  it.each<[Condition['operator'], Condition['value'], unknown, string]>([
    ['equal', 'x', { a: 'x' }, 'permits restricts'],
    ['equal', 'x', { a: 'X ' }, '- restricts'],
    ['equal', 'x', { a: 'y' }, '- -'],
    ['equal', 1, { a: 1 }, 'permits restricts'],
    ['equal', 1, { a: '1' }, '- restricts'],
    ['equal', true, { a: true }, 'permits restricts'],
    ['equal', { b: 1 }, { a: { b: 1 } }, 'permits restricts'],
    ['notEqual', 'x', { a: 'y' }, 'permits restricts'],
    ['notEqual', 'x', { a: 'x' }, '- -'],
    ['notEqual', 'x', { a: ' X' }, '- restricts'],
    ['notEqual', 'x', {}, '- restricts'],
    ['contains', 'ell', { a: 'Hello' }, 'permits restricts'],
    ['contains', 'ELL', { a: 'Hello' }, '- restricts'],
    ['contains', 'b', { a: ['a', 'b'] }, 'permits restricts'],
    ['contains', 'b', { a: ['a'] }, '- -'],
    ['contains', 'b', { a: 7 }, '- -'],
    ['contains', 7, { a: 'x7' }, '- restricts'],
    ['notContains', 'evil', { a: 'good' }, 'permits restricts'],
    ['notContains', 'evil', { a: 'EVIL' }, '- restricts'],
    ['notContains', 'evil', { a: 'evil' }, '- -'],
    ['startsWith', 'He', { a: 'Hello' }, 'permits restricts'],
    ['startsWith', 'he', { a: 'Hello' }, '- restricts'],
    ['startsWith', 'x', { a: 'Hello' }, '- -'],
    ['startsWith', 7, { a: '7x' }, '- restricts'],
    ['endsWith', '@corp.com', { a: 'ann@corp.com' }, 'permits restricts'],
    ['endsWith', '@corp.com', { a: 'ann@CORP.com' }, '- restricts'],
    ['endsWith', '@corp.com', { a: 'ann@evil.com' }, '- -'],
    ['endsWith', '@corp.com', { a: 7 }, '- -'],
    ['endsWith', '@corp.com', { a: ['ann@corp.com'] }, '- restricts'],
    ['regex', '^a+$', { a: 'aaa' }, 'permits restricts'],
    ['regex', '^a+$', { a: 'aab' }, '- -'],
    ['regex', '^a+$', { a: '\uff41' }, '- restricts'],
    ['regex', '^7$', { a: 7 }, '- restricts'],
    ['regex', '(', { a: 'x' }, '- restricts'],
    ['regex', 7, { a: '7' }, '- restricts'],
    ['regex', 'x', { a: 'x'.repeat(5_000) }, '- restricts'],
    ['regex', `${'x'.repeat(501)}`, { a: 'x' }, '- restricts'],
    ['in', ['x', 'y'], { a: 'y' }, 'permits restricts'],
    ['in', ['x', 'y'], { a: 'Y' }, '- restricts'],
    ['in', ['x', 'y'], { a: 'z' }, '- -'],
    ['in', 'xy', { a: 'x' }, '- restricts'],
    ['greaterThan', 2, { a: 3 }, 'permits restricts'],
    ['greaterThan', 2, { a: '3' }, '- restricts'],
    ['greaterThan', 2, { a: 2 }, '- -'],
    ['greaterThan', 2, { a: 'many' }, '- restricts'],
    ['greaterThan', 2, { a: ' ' }, '- restricts'],
    ['greaterThan', 2, { a: '2026-01-01' }, '- restricts'],
    ['greaterThan', '2026-01-01', { a: '2026-01-02' }, 'permits restricts'],
    ['greaterThan', '2026-01-01', { a: '2025-12-31T10:00:00Z' }, '- -'],
    ['lessThan', 2, { a: 1 }, 'permits restricts'],
    ['lessThan', 2, { a: null }, '- restricts'],
    ['lessThan', 2, { a: 5 }, '- -'],
    ['exists', true, { a: null }, 'permits restricts'],
    ['exists', true, {}, '- -'],
    ['exists', true, { A: 1 }, '- restricts'],
    ['exists', false, {}, 'permits restricts'],
    ['exists', false, { a: 1 }, '- -'],
    ['exists', false, { A: 1 }, '- restricts'],
    ['exists', false, { a: [] }, '- -'],
    ['exists', true, { a: [] }, 'permits restricts'],
    ['regex', 'x', { a: undefined }, '- -'],
    ['equal', 'x', { a: undefined }, '- -'],
  ])('%s %j of %j: %s', (operator, value, actual, expected) => {
    expect(both(of('$.a', operator, value), actual)).toBe(expected);
  });

  it('has to hold for every value to permit and for one to restrict', () => {
    const inside = of('$.to[*]', 'endsWith', '@corp.com');
    expect(both(inside, { to: ['a@corp.com', 'b@corp.com'] })).toBe('permits restricts');
    expect(both(inside, { to: ['a@corp.com', 'b@evil.com'] })).toBe('- restricts');
    expect(both(inside, { to: [] })).toBe('- -');
    expect(both(of('$.to[*]', 'notEqual', 'x'), { to: ['x', 'y'] })).toBe('- restricts');
  });

  it('holds together with the others, and always when there are none', () => {
    const two = [...of('$.a', 'equal', 1), ...of('$.b', 'equal', 2)];
    expect(both(two, { a: 1, b: 2 })).toBe('permits restricts');
    expect(both(two, { a: 1, b: 3 })).toBe('- -');
    expect(both([], undefined)).toBe('permits restricts');
  });

  it('never permits and always restricts what is not known', () => {
    for (const operator of ['equal', 'exists', 'notEqual', 'lessThan'] as const)
      expect(both(of('$.a', operator, false), undefined)).toBe('- restricts');
  });

  it('does the same when it breaks', () => {
    const broken = { operator: 'equal', value: 1, path: null } as unknown as Condition;
    expect(both([broken], { a: 1 })).toBe('- restricts');
  });

  const anyCondition: fc.Arbitrary<Condition> = fc.record({
    path: fc.constantFrom('$', '$.a', '$.a[*]', '$.a[0]', '$.a.b', '$[*].a'),
    operator: fc.constantFrom(
      ...(['equal', 'notEqual', 'contains', 'notContains', 'startsWith', 'endsWith', 'regex', 'in'] as const),
      ...(['greaterThan', 'lessThan', 'exists'] as const),
    ),
    value: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Condition['value']>,
  });

  it('restricts whenever it permits, whatever it is given', () => {
    fc.assert(
      fc.property(fc.array(anyCondition, { maxLength: 3 }), fc.anything(), (conditions, value) => {
        if (matches(conditions, value, 'permit')) expect(matches(conditions, value, 'restrict')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not permit more when a value is wrapped, renamed or turned into text', () => {
    fc.assert(
      fc.property(
        anyCondition.filter(({ path, operator }) => path === '$.a' && operator !== 'exists' && operator !== 'contains'),
        fc.oneof(fc.string(), fc.integer(), fc.boolean()),
        (condition, value) => {
          if (condition.operator === 'notContains' || matches([condition], { a: value }, 'permit')) return;
          expect(matches([condition], { A: value }, 'permit')).toBe(false);
          if (condition.operator !== 'notEqual') expect(matches([condition], { a: [value] }, 'permit')).toBe(false);
        },
      ),
    );
  });
});

describe('a regular expression', () => {
  it('is not slowed down by one that makes others back up', () => {
    const start = performance.now();
    expect(finds('^(a+)+$', `${'a'.repeat(4_000)}b`)).toBe(false);
    expect(finds('(x+x+)+y', 'x'.repeat(4_000))).toBe(false);
    // An engine that backs up needs longer than the universe is old.
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('forgets patterns rather than growing without bound', () => {
    for (let i = 0; i < 1_100; i += 1) expect(finds(`^${i}$`, String(i))).toBe(true);
  });

  it('knows neither look-around nor back-references', () => {
    expect(finds('(a)\\1', 'aa')).toBeUndefined();
  });
});
