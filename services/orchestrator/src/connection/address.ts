import { isIP } from 'node:net';
import { classOf } from '@archestra/network/address-class';

/**
 * Whether an address is private, loopback, link-local (cloud metadata), multicast or otherwise not on the public internet,
 * also behind an IPv6 address that leads to such an IPv4 one: what is private for servers is private for us.
 */
export const isPrivateAddress = (address: string): boolean => isIP(address) === 0 || classOf(address) !== 'public';
