import { describe, expect, it } from '@jest/globals';
import { parseRules, parseTrusted } from './host-rule.ts';
import { parseAuthority } from './host.ts';
import { planFor, screen, type Plan } from './plan.ts';

const plan = (hosts: string[], to: string, trusted: string[] = []): Plan => {
  const target = parseAuthority(to);
  if (!target) throw new Error(`${to} is no target`);
  return planFor(
    parseRules(hosts),
    trusted.flatMap((line) => parseTrusted(line) ?? []),
    target,
  );
};
const lookUp = (name: string, mayBePrivate = false): Plan => ({ kind: 'look-up', name, mayBePrivate });
const connect = (address: string): Plan => ({ kind: 'connect', address });
const refuse = (reason: string) => ({ kind: 'refuse', reason });

describe('what is planned for an attempt', () => {
  it.each<[string[], string, unknown]>([
    [['example.org'], 'example.org:443', lookUp('example.org')],
    [['example.org'], 'EXAMPLE.org.:8443', lookUp('example.org')],
    [['Bücher.example'], 'xn--bcher-kva.example:1', lookUp('xn--bcher-kva.example')],
    [['example.org:443'], 'example.org:443', lookUp('example.org')],
    [['example.org:443'], 'example.org:80', refuse('host-not-allowed')],
    [['example.org'], 'a.example.org:443', refuse('host-not-allowed')],
    [['example.org'], 'example.org.evil.test:443', refuse('host-not-allowed')],
    [['*.example.org'], 'a.b.example.org:443', lookUp('a.b.example.org')],
    [['*.example.org'], 'example.org:443', refuse('host-not-allowed')],
    [['*.example.org'], 'evilexample.org:443', refuse('host-not-allowed')],
    [['*'], 'anything.test:1', lookUp('anything.test')],
    [['*'], '1.1.1.1:53', connect('1.1.1.1')],
    [['1.1.1.1'], '16843009:53', connect('1.1.1.1')],
    [[], 'example.org:443', refuse('host-not-allowed')],
    [[], '1.1.1.1:443', refuse('host-not-allowed')],
    [['*'], '10.0.0.1:443', refuse('private-address')],
    [['10.0.0.1'], '10.0.0.1:443', refuse('private-address')],
    [['*'], '169.254.169.254:80', refuse('metadata-address')],
    [['169.254.169.254'], '0xa9fea9fe:80', refuse('metadata-address')],
    [['*'], '[::ffff:169.254.169.254]:80', refuse('metadata-address')],
    [['*'], 'metadata.google.internal:80', refuse('metadata-address')],
    [['*'], 'localhost:80', refuse('private-address')],
    [['*.*', '**', 'http://x', '*:443', ''], 'x:443', refuse('host-not-allowed')],
  ])('%j → %s', (hosts, to, expected) => expect(plan(hosts, to)).toEqual(expected));

  it.each<[string[], string[], string, unknown]>([
    [['db.internal'], ['db.internal'], 'db.internal:5432', lookUp('db.internal', true)],
    [['db.internal'], ['db.internal:5432'], 'db.internal:80', lookUp('db.internal')],
    [['db.internal'], ['db.internal=10.0.0.7'], 'db.internal:5432', connect('10.0.0.7')],
    [['10.0.0.7'], ['10.0.0.7'], '10.0.0.7:1', connect('10.0.0.7')],
    [['*'], ['10.0.0.7'], '10.0.0.7:1', refuse('private-address')],
    [[], ['10.0.0.7'], '10.0.0.7:1', refuse('private-address')],
    [['*'], ['db.internal=10.0.0.7'], 'db.internal:1', lookUp('db.internal')],
    [['*.internal'], ['*.internal'], 'db.internal:1', lookUp('db.internal', true)],
    [['10.0.0.8'], ['*'], '10.0.0.8:1', refuse('private-address')],
    [['a.test'], ['a.test=not-an-address'], 'a.test:1', lookUp('a.test')],
  ])('list %j, trusted %j: %s', (hosts, trusted, to, expected) => expect(plan(hosts, to, trusted)).toEqual(expected));
});

describe('what is thought of what a name led to', () => {
  it.each<[string[], boolean, string | undefined]>([
    [['1.1.1.1', '2606:4700::1111'], false, undefined],
    [['1.1.1.1', '10.0.0.1'], false, 'private-address'],
    [['10.0.0.1'], true, undefined],
    [['1.1.1.1', '169.254.169.254'], true, 'metadata-address'],
    [[], true, 'unresolvable'],
  ])('%j, private allowed: %s → %s', (addresses, mayBePrivate, expected) =>
    expect(screen(addresses, mayBePrivate)).toBe(expected),
  );
});
