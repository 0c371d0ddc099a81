import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { AppError } from '@archestra/contracts';
import { log } from '@archestra/service';
import ipaddr from 'ipaddr.js';
import type { ManifestOptions } from '../manifest/manifest-options.ts';
import { addressPeer, orchestratorPeer } from '../manifest/peer.ts';

/** Something of ours that pods come to, by address or by name. */
export interface AdvertisedHost {
  /** The variable that says where it is. */
  readonly variable: string;
  readonly host: string;
  readonly port: number;
}

/** Addresses of a name. Rejects, or answers none, when it has none. */
export type LookUp = (name: string) => Promise<readonly string[]>;

const lookUpHere: LookUp = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** In a pod these are the pod itself, or its node: `/etc/hosts` often leads a machine's own name to itself. */
const NOT_FROM_PODS = new Set(['loopback', 'unspecified', 'linkLocal', 'multicast', 'broadcast']);
const isForPods = (address: string): boolean =>
  ipaddr.isValid(address) && !NOT_FROM_PODS.has(ipaddr.parse(address).range());

/** The same answer always gives the same address, on every replica: another one replaces pods. */
const byPreference = (one: string, other: string): number => isIP(one) - isIP(other) || (one < other ? -1 : 1);

/**
 * Where pods find us. Names are resolved here and handed to pods as lines of `/etc/hosts`: a pod that may ask a name server can
 * tell it anything, and the name server tells the world.
 */
export class AdvertisedHosts {
  private readonly addresses = new Map<string, string>();

  constructor(
    private readonly hosts: readonly AdvertisedHost[],
    private readonly namespace: string | undefined,
    private readonly lookUp: LookUp = lookUpHere,
  ) {}

  /** Looks all names up again. One that has an answer no more keeps the address it had. */
  async refresh(): Promise<void> {
    await Promise.all([...this.names()].map((name) => this.resolve(name)));
  }

  /** Throws while the address of one is not known: a pod that reaches nothing is of no use, and one that runs stays as it is. */
  get egressTo(): ManifestOptions['egressTo'] {
    // A connection to a Service is judged by the pod it is led to, not by the address it was made to.
    const behindService = this.namespace === undefined ? [] : [orchestratorPeer(this.namespace)];
    return this.hosts.map((host) => ({
      to: [addressPeer(this.addressOf(host)), ...behindService],
      ports: [{ port: host.port, protocol: 'TCP' }],
    }));
  }

  /** One for each address: Kubernetes tells them apart by it. */
  get hostAliases(): ManifestOptions['hostAliases'] {
    const byAddress = new Map<string, Set<string>>();
    for (const one of this.hosts.filter(({ host }) => isIP(host) === 0)) {
      const address = this.addressOf(one);
      byAddress.set(address, (byAddress.get(address) ?? new Set()).add(one.host));
    }
    return [...byAddress].map(([ip, hostnames]) => ({ ip, hostnames: [...hostnames] }));
  }

  private names(): Set<string> {
    return new Set(this.hosts.map(({ host }) => host).filter((host) => isIP(host) === 0));
  }

  private addressOf({ variable, host }: AdvertisedHost): string {
    const address = isIP(host) === 0 ? this.addresses.get(host) : host;
    if (address !== undefined) return address;
    throw new AppError(
      'SERVER_UNAVAILABLE',
      `No server can be started: the name “${host}” leads to no address at which pods could reach the platform. ` +
        `Set ${variable} to an address, or to a name that the orchestrator can resolve.`,
    );
  }

  private async resolve(name: string): Promise<void> {
    const found = await this.lookUp(name).catch((): readonly string[] => []);
    const usable = found.filter(isForPods).sort(byPreference);
    const known = this.addresses.get(name);
    const isStillRight = known !== undefined && (usable.length === 0 || usable.includes(known));
    if (isStillRight) return;
    const [address] = usable;
    if (address === undefined) return log.warn({ name, found }, 'pods cannot be told where the platform is');
    this.addresses.set(name, address);
    log.info({ name, address, before: known }, 'pods are told where the platform is');
  }
}
