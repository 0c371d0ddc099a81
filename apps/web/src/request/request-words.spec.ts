import { describe, expect, it } from '@jest/globals';
import type { Evidence, Finding } from '@archestra/contracts';
import { findingsOf, harmlessTools, isAskedFor } from './request-words.ts';

const finding = (tool: string | null, severity: Finding['severity']): Finding => ({
  rule: 'instruction',
  severity,
  tool,
  where: '',
  message: '',
  excerpt: '',
});

describe('isAskedFor', () => {
  it.each([
    [['api.example.com'], 'api.example.com', 443, true],
    [['api.example.com'], 'evil.api.example.com', 443, false],
    [['*.example.com'], 'a.b.example.com', 443, true],
    [['*.example.com'], 'example.com', 443, false],
    [['*.example.com'], 'notexample.com', 443, false],
    [['db.example.com:5432'], 'db.example.com', 5_432, true],
    [['db.example.com:5432'], 'db.example.com', 443, false],
    [['*'], 'anything.example', 1, true],
    [[], 'api.example.com', 443, false],
  ])('%j and %s:%i', (hosts, host, port, is) => {
    expect(isAskedFor(hosts, host, port)).toBe(is);
  });
});

describe('findings', () => {
  it('of a tool come with the gravest first', () => {
    const all = [finding('a', 'notice'), finding('b', 'danger'), finding('a', 'danger'), finding(null, 'warning')];
    expect(findingsOf(all, 'a').map(({ severity }) => severity)).toEqual(['danger', 'notice']);
    expect(findingsOf(all, null)).toHaveLength(1);
  });

  it('that are dangerous keep a tool out of what is granted by default', () => {
    const tools = [{ name: 'a' }, { name: 'b' }, { name: 'c' }] as Evidence['tools'];
    expect(harmlessTools({ tools, findings: [finding('a', 'danger'), finding('b', 'warning')] })).toEqual(['b', 'c']);
  });
});
