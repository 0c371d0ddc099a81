import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { AppError } from '@archestra/contracts';
import { classOf } from './address-class.ts';

/** `EGRESS_REFUSED`: the host is at an address nobody allowed. */
export const atPrivateAddress = (host: string): AppError =>
  new AppError(
    'EGRESS_REFUSED',
    `The provider is at a private address. An operator can allow ${host} with PROVIDER_PRIVATE_HOSTS.`,
  );

/** Looks up for a connection, so that what is judged is what is connected to: a name cannot change in between. */
export const publicLookup: LookupFunction = (hostname, options, answer) => {
  lookup(hostname, { ...options, all: true }, (failure, found) => {
    const [first] = found ?? [];
    if (failure ?? !first) {
      const error = new AppError('PROVIDER_UNAVAILABLE', `The host ${hostname} of the provider is not known.`);
      return answer(error, '', 0);
    }
    if (found.some(({ address }) => classOf(address) !== 'public')) return answer(atPrivateAddress(hostname), '', 0);
    if (options.all) return answer(null, found);
    return answer(null, first.address, first.family);
  });
};
