import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAbsolute, parseAuthority, parseHost, textOf } from './host.ts';

const text = (host: string): string | undefined => {
  const parsed = parseHost(host);
  return parsed && textOf(parsed);
};

describe('parseHost', () => {
  it.each([
    ['Example.ORG', 'example.org'],
    ['example.org.', 'example.org'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['ｅｘａｍｐｌｅ．ｏｒｇ', 'example.org'],
    ['example。org', 'example.org'],
    ['my_service.internal', 'my_service.internal'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.0.0.1.', '127.0.0.1'],
    ['2130706433', '127.0.0.1'],
    ['0x7f000001', '127.0.0.1'],
    ['0x7f.1', '127.0.0.1'],
    ['0177.0.0.01', '127.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['①②⑦.0.0.1', '127.0.0.1'],
    ['2852039166', '169.254.169.254'],
    ['0xa9fea9fe', '169.254.169.254'],
    ['0251.0376.0251.0376', '169.254.169.254'],
    ['[::1]', '::1'],
    ['::1', '::1'],
    ['[0:0:0:0:0:0:0:1]', '::1'],
    ['[fe80::1%eth0]', 'fe80::1'],
    ['fe80::1%25lo', 'fe80::1'],
    ['[::ffff:169.254.169.254]', '169.254.169.254'],
    ['[::ffff:a9fe:a9fe]', '169.254.169.254'],
    ['[64:ff9b::7f00:1]', '64:ff9b::7f00:1'],
  ])('reads %s as %s', (given, expected) => expect(text(given)).toBe(expected));

  it.each([
    '',
    ' ',
    'a b',
    'a/b',
    'a@b',
    'a#b',
    'a?b',
    'a\\b',
    'a%2eb',
    'a..b',
    '.',
    '-a.example',
    'a-.example',
    '256.256.256.256',
    '1.2.3.4.5',
    '[::1',
    '::1]',
    '[127.0.0.1]',
    'a:b',
    '::%@http:',
    '::1%',
    'exam\u0000ple',
    'exam\nple',
    `${'a'.repeat(64)}.example`,
    `${'abcdefgh.'.repeat(40)}example`,
  ])('refuses %j', (given) => expect(parseHost(given)).toBeUndefined());

  it('throws for nothing, and what it reads once it reads the same way again', () => {
    const piece = fc.constantFrom(
      '.',
      ':',
      '[',
      ']',
      '%',
      '@',
      '/',
      '0x',
      '0',
      '127',
      'ff',
      'a',
      '-',
      '*',
      '。',
      'ß',
      '\u0000',
    );
    const given = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      fc.domain(),
      fc.ipV4Extended(),
      fc.ipV6(),
    );
    fc.assert(
      fc.property(given, (host) => {
        const first = text(host);
        if (first !== undefined) {
          expect(text(first)).toBe(first);
          expect(first).toMatch(/^[a-z0-9_.:-]+$/);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('parseAuthority', () => {
  it.each([
    ['example.org:443', 'example.org', 443],
    ['[::1]:80', '::1', 80],
    ['0x7f.1:80', '127.0.0.1', 80],
  ])('reads %s', (given, host, port) => {
    const target = parseAuthority(given);
    expect(target && [textOf(target.host), target.port]).toEqual([host, port]);
  });
  it.each([
    'example.org',
    'example.org:',
    'example.org:0',
    'example.org:65536',
    'example.org:80:80',
    '::1:80',
    'user@example.org:80',
    'example.org:+80',
    'http://example.org:80',
    '*:80',
  ])('refuses %s', (given) => expect(parseAuthority(given)).toBeUndefined());
});

describe('parseAbsolute', () => {
  it.each([
    ['http://example.org/a?b#c', 'example.org', 80, '/a?b'],
    ['HTTP://Example.org', 'example.org', 80, '/'],
    ['http://example.org:8080?x', 'example.org', 8080, '/?x'],
    ['http://[::1]:81/', '::1', 81, '/'],
    ['http://[fd00::1]/x', 'fd00::1', 80, '/x'],
  ])('reads %s', (given, host, port, path) => {
    const target = parseAbsolute(given);
    expect(target && [textOf(target.host), target.port, target.path]).toEqual([host, port, path]);
  });
  it.each([
    '/a',
    'https://example.org/',
    'http:///a',
    'http://user:x@example.org/',
    'ftp://example.org/',
    'http://exa mple/',
    'http://a\\b/',
    'http://::1/',
    'http://::%@http://',
  ])('refuses %s', (given) => expect(parseAbsolute(given)).toBeUndefined());
  it('agrees with the URL standard about the host, whatever it is given', () => {
    const piece = fc.constantFrom(
      'http://',
      'a.example',
      '/',
      '?',
      '#',
      '@',
      ':',
      '\\',
      '80',
      '127.1',
      '[::1]',
      '%',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const url = `http://${pieces.join('')}`;
        const target = parseAbsolute(url);
        if (target && URL.canParse(url)) {
          const { hostname, port } = new URL(url);
          expect(textOf(target.host)).toBe(hostname.replace(/^\[|\]$/g, '').replace(/\.$/, ''));
          expect(target.port).toBe(Number(port || 80));
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
