import { describe, expect, it } from '@jest/globals';
import { matchesTemplate } from './uri-template.ts';

describe('which server a URI belongs to', () => {
  it.each([
    ['demo://resource/{id}', 'demo://resource/7', true],
    ['demo://resource/{id}', 'demo://other/7', false],
    ['demo://{a}/x/{b}.txt', 'demo://1/x/2.txt', true],
    ['demo://{a}/x/{b}.txt', 'demo://1/y/2.txt', false],
    ['demo://fixed', 'demo://fixed', true],
    ['demo://fixed', 'demo://fixed/more', false],
    ['demo://{+path}', 'demo://a b', false],
    ['ab{x}ba', 'aba', false],
  ])('%s and %s: %s', (template, uri, expected) => expect(matchesTemplate(template, uri)).toBe(expected));

  it('takes a hostile template in linear time', () => {
    const startedAt = performance.now();
    matchesTemplate('a{x}'.repeat(20_000), `${'a'.repeat(50_000)}b`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
