import type { EgressAttempt } from '@archestra/contracts';
import { classOf, classOfName, type AddressClass } from '@archestra/network/address-class';
import { coverage, trustedFor, type HostRule, type TrustedHost } from './host-rule.ts';
import type { Target } from './host.ts';

export type Reason = EgressAttempt['reason'];

/** What is to be done about an attempt, before anything was asked of the network. */
export type Plan =
  | { readonly kind: 'refuse'; readonly reason: Reason }
  /** The address is known: it was given, or an administrator pinned it. */
  | { readonly kind: 'connect'; readonly address: string }
  /** `mayBePrivate`: an administrator said so. */
  | { readonly kind: 'look-up'; readonly name: string; readonly mayBePrivate: boolean };

const NOT_ALLOWED = 'host-not-allowed' satisfies Reason;

const classOfHost = ({ host }: Target): AddressClass =>
  host.kind === 'address' ? classOf(host.address) : classOfName(host.name);

const reasonOf = (found: AddressClass): Reason | undefined =>
  found === 'public' ? undefined : found === 'metadata' ? 'metadata-address' : 'private-address';

/**
 * A trusted host still has to be on the instance's own list, by its name: `*` stands for public hosts only. What leads
 * to metadata or private addresses is called that, even when its host is not allowed anyway.
 */
export const planFor = (rules: readonly HostRule[], trusted: readonly TrustedHost[], target: Target): Plan => {
  const covered = coverage(rules, target);
  const trust = covered === 'named' ? trustedFor(trusted, target) : undefined;
  if (trust?.pin !== undefined) return { kind: 'connect', address: trust.pin };
  const reason = (trust ? undefined : reasonOf(classOfHost(target))) ?? (covered === 'none' ? NOT_ALLOWED : undefined);
  if (reason) return { kind: 'refuse', reason };
  const { host } = target;
  return host.kind === 'address'
    ? { kind: 'connect', address: host.address }
    : { kind: 'look-up', name: host.name, mayBePrivate: trust !== undefined };
};

/** Judges what a name led to: one address that must not be reached spoils them all, so that nobody picks the bad one. */
export const screen = (addresses: readonly string[], mayBePrivate: boolean): Reason | undefined => {
  if (addresses.length === 0) return 'unresolvable';
  const classes = addresses.map(classOf);
  // Trust in a name is no trust in whoever answers for it: metadata only by a pin.
  if (classes.includes('metadata')) return 'metadata-address';
  return !mayBePrivate && classes.includes('private') ? 'private-address' : undefined;
};
