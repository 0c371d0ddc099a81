import { createHmac } from 'node:crypto';
import type { McpServerInstance } from '../cluster/mcp-server.ts';
import { canonical } from '../manifest/config-hash.ts';

/** What should be there, as the platform knows it; the same on every replica. Kept in memory: it is derived from snapshots. */
export class DesiredServers {
  private readonly wanted = new Map<string, McpServerInstance>();
  private readonly removed = new Set<string>();
  private complete = false;

  /** `revisionKey` makes revisions of Secrets that tell nothing about their values. */
  constructor(private readonly revisionKey: Uint8Array) {}

  get(name: string): McpServerInstance | undefined {
    return this.wanted.get(name);
  }

  names(): string[] {
    return [...this.wanted.keys(), ...this.removed];
  }

  want(instance: McpServerInstance): void {
    this.removed.delete(instance.name);
    this.wanted.set(instance.name, instance);
  }

  drop(name: string): void {
    this.wanted.delete(name);
    this.removed.add(name);
  }

  /** The removal is done. */
  forget(name: string): void {
    this.removed.delete(name);
  }

  /** From now on what is not wanted is known to be left over. */
  retain(names: ReadonlySet<string>): void {
    for (const name of this.wanted.keys()) if (!names.has(name)) this.drop(name);
    this.complete = true;
  }

  /** Whether an object of ours with this name has to go. */
  isUnwanted(name: string): boolean {
    return !this.wanted.has(name) && (this.complete || this.removed.has(name));
  }

  revisionOf({ secret }: McpServerInstance): string {
    return createHmac('sha256', this.revisionKey).update(canonical(secret)).digest('hex').slice(0, 32);
  }
}
