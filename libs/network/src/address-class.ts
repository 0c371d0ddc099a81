import ipaddr from 'ipaddr.js';

export type AddressClass = 'public' | 'private' | 'metadata';

/**
 * Where clouds answer a machine with its own identity: the link-local address nearly all of them share, the ones of
 * containers (AWS), IPv6 (AWS, Google), Alibaba, Oracle, and Azure's, which is not even in a private range.
 */
const METADATA = new Set([
  '169.254.169.254',
  '169.254.169.253',
  '169.254.169.123',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd00:ec2::253',
  'fd00:ec2::23',
  'fd20:ce::254',
]);

const METADATA_NAMES = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'instance-data',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
  'metadata.azure.internal',
]);

const embedded = (bytes: readonly number[], from: number): string => bytes.slice(from, from + 4).join('.');

/** IPv6 addresses that a router on the way turns into an IPv4 one (RFC 6052, RFC 3056, RFC 4291 2.5.5). */
const insideOf = (address: ipaddr.IPv6): string | undefined => {
  const bytes = address.toByteArray();
  if (address.isIPv4MappedAddress()) return embedded(bytes, 12);
  if (address.match(ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number])) return embedded(bytes, 12);
  if (address.match(ipaddr.parseCIDR('2002::/16') as [ipaddr.IPv6, number])) return embedded(bytes, 2);
  return undefined;
};

const classOfIpv6 = (address: ipaddr.IPv6): AddressClass => {
  const inner = insideOf(address);
  if (inner !== undefined) return classOf(inner);
  // Everything else that is public lies in 2000::/3.
  return address.range() === 'unicast' && (address.parts[0] ?? 0) >> 13 === 1 ? 'public' : 'private';
};

/** What an address leads to; a text that is no address is private. */
export const classOf = (text: string): AddressClass => {
  if (!ipaddr.isValid(text)) return 'private';
  const address = ipaddr.parse(text);
  if (METADATA.has(address.toString())) return 'metadata';
  if (address.kind() === 'ipv6') return classOfIpv6(address as ipaddr.IPv6);
  return address.range() === 'unicast' ? 'public' : 'private';
};

const isLocalName = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost');

/** What a name is known to lead to without looking it up. */
export const classOfName = (name: string): AddressClass =>
  METADATA_NAMES.has(name) ? 'metadata' : isLocalName(name) ? 'private' : 'public';
