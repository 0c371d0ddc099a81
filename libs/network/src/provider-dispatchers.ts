import { isIP } from 'node:net';
import { Agent, type Dispatcher } from 'undici';
import { classOf } from './address-class.ts';
import { atPrivateAddress, publicLookup } from './guarded-lookup.ts';

export interface DispatchLimits {
  /** Connections to one provider at once. */
  readonly connections: number;
  readonly connectTimeoutMs: number;
  /** From sending a request to the headers of its answer. */
  readonly headersTimeoutMs: number;
  /** Between two pieces of an answer. */
  readonly bodyTimeoutMs: number;
}

/** Pools of kept connections to providers: public addresses for everybody, others where an operator allows the host. */
export class ProviderDispatchers {
  readonly #open: Agent;
  readonly #guarded: Agent;
  readonly #privateHosts: ReadonlySet<string>;

  /** `privateHosts`: `host` or `host:port`, lower case. */
  constructor(privateHosts: readonly string[], limits: DispatchLimits) {
    this.#privateHosts = new Set(privateHosts);
    const options = {
      connections: limits.connections,
      headersTimeout: limits.headersTimeoutMs,
      bodyTimeout: limits.bodyTimeoutMs,
      keepAliveTimeout: 30_000,
    };
    this.#open = new Agent({ ...options, connect: { timeout: limits.connectTimeoutMs } });
    this.#guarded = new Agent({ ...options, connect: { timeout: limits.connectTimeoutMs, lookup: publicLookup } });
  }

  /** Throws `EGRESS_REFUSED` for a private address that is written out and not allowed; a name is judged when it is looked up. */
  to({ hostname, host }: URL): Dispatcher {
    const isAllowed = this.#privateHosts.has(hostname.toLowerCase()) || this.#privateHosts.has(host.toLowerCase());
    if (isAllowed) return this.#open;
    const bare = hostname.replace(/^\[|\]$/g, '');
    if (isIP(bare) !== 0 && classOf(bare) !== 'public') throw atPrivateAddress(host);
    return this.#guarded;
  }

  async close(): Promise<void> {
    await Promise.all([this.#open.destroy(), this.#guarded.destroy()]);
  }
}
