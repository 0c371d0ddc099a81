import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classOf, classOfName } from './address-class.ts';

describe('classOf', () => {
  it.each([
    ['1.1.1.1', 'public'],
    ['93.184.216.34', 'public'],
    ['172.32.0.1', 'public'],
    ['2606:4700::1111', 'public'],
    ['::ffff:8.8.8.8', 'public'],
    ['64:ff9b::808:808', 'public'],
    ['169.254.169.254', 'metadata'],
    ['::ffff:169.254.169.254', 'metadata'],
    ['64:ff9b::a9fe:a9fe', 'metadata'],
    ['2002:a9fe:a9fe::1', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['0.0.0.0', 'private'],
    ['0.1.2.3', 'private'],
    ['10.1.2.3', 'private'],
    ['100.64.0.1', 'private'],
    ['127.0.0.1', 'private'],
    ['127.255.255.254', 'private'],
    ['169.254.1.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.1', 'private'],
    ['192.0.2.1', 'private'],
    ['192.168.1.1', 'private'],
    ['198.18.0.1', 'private'],
    ['198.51.100.1', 'private'],
    ['203.0.113.1', 'private'],
    ['224.0.0.1', 'private'],
    ['240.0.0.1', 'private'],
    ['255.255.255.255', 'private'],
    ['::', 'private'],
    ['::1', 'private'],
    ['::127.0.0.1', 'private'],
    ['::ffff:10.0.0.1', 'private'],
    ['64:ff9b::a00:1', 'private'],
    ['64:ff9b:1::a00:1', 'private'],
    ['2002:7f00:1::', 'private'],
    ['2001::1', 'private'],
    ['2001:db8::1', 'private'],
    ['100::1', 'private'],
    ['fc00::1', 'private'],
    ['fd12::1', 'private'],
    ['fe80::1', 'private'],
    ['fec0::1', 'private'],
    ['ff02::1', 'private'],
    ['4000::1', 'private'],
    ['not an address', 'private'],
  ])('calls %s %s', (address, expected) => expect(classOf(address)).toBe(expected));

  it('judges an IPv4 address the same inside of IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(classOf(`::ffff:${address}`)).toBe(classOf(address));
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        expect(classOf(`64:ff9b::${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`)).toBe(classOf(address));
      }),
    );
  });
});

describe('classOfName', () => {
  it.each([
    ['metadata.google.internal', 'metadata'],
    ['localhost', 'private'],
    ['a.localhost', 'private'],
    ['example.org', 'public'],
  ])('calls %s %s', (name, expected) => expect(classOfName(name)).toBe(expected));
});
