import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exposeNames } from './expose.ts';

const slug = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
const toolName = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_.-]{1,80}$/),
  fc.constantFrom(
    'read',
    'Read',
    'reаd',
    'read\u200b',
    'list1',
    'listl',
    'listI',
    'l0',
    'lo',
    'burn',
    'bum',
    'a'.repeat(70),
    `${'a'.repeat(70)}b`,
  ),
  fc.string({ minLength: 1, maxLength: 80 }),
);
const servers = fc.array(fc.record({ name: slug, tools: fc.uniqueArray(toolName, { maxLength: 12 }) }), {
  maxLength: 6,
});
const look = (name: string): string => name.toLowerCase().replace(/[1i]/g, 'l').replace(/0/g, 'o');

describe('exposeNames', () => {
  it('gives every tool a usable name that looks like no other', () => {
    fc.assert(
      fc.property(servers, (given) => {
        const names = exposeNames(given).map(({ exposedName }) => exposedName);
        expect(names).toHaveLength(given.flatMap(({ tools }) => tools).length);
        expect(names.every((name) => /^[A-Za-z0-9_.-]{1,64}$/.test(name))).toBe(true);
        expect(new Set(names.map(look)).size).toBe(names.length);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of servers or tools', () => {
    const named = (given: readonly { name: string; tools: string[] }[]): Map<string, string> =>
      new Map(exposeNames(given).map(({ server, tool, exposedName }) => [`${server}\n${tool}`, exposedName]));
    const distinct = fc.uniqueArray(fc.record({ name: slug, tools: fc.uniqueArray(toolName, { maxLength: 8 }) }), {
      selector: ({ name }) => name,
      maxLength: 5,
    });
    fc.assert(
      fc.property(distinct, (given) => {
        const reversed = [...given].reverse().map(({ name, tools }) => ({ name, tools: [...tools].reverse() }));
        expect(named(reversed)).toEqual(named(given));
      }),
    );
  });

  it('leaves the names of a single server alone', () => {
    expect(
      exposeNames([{ name: 'files', tools: ['read_file', 'list.all'] }]).map(({ exposedName }) => exposedName),
    ).toEqual(['read_file', 'list.all']);
  });

  it('puts the server in front when there are several', () => {
    const names = exposeNames([
      { name: 'files', tools: ['read'] },
      { name: 'mail', tools: ['read'] },
    ]);
    expect(names.map(({ exposedName }) => exposedName)).toEqual(['files__read', 'mail__read']);
  });

  it('lets no server keep a name that another one imitates', () => {
    const names = exposeNames([{ name: 'files', tools: ['read_file', 'Read_FiIe', 'read_fi1e'] }]).map(
      ({ exposedName }) => exposedName,
    );
    expect(names.every((name) => /_[0-9a-f]{8}$/.test(name))).toBe(true);
  });

  it('survives a tool that is named like the hashed name of another', () => {
    const [taken] = exposeNames([{ name: 'files', tools: ['read', 'READ'] }]);
    const names = exposeNames([{ name: 'files', tools: ['read', 'READ', taken?.exposedName ?? ''] }]).map(
      ({ exposedName }) => exposedName,
    );
    expect(new Set(names.map(look)).size).toBe(3);
  });
});
