import type { BlockRule, ToolContract } from '@archestra/contracts';
import { contractKey } from '@archestra/policy';
import type { ContractRow, PolicyStore, RuleRow } from './policy.store.ts';

/** What the administrators of one organization decided. */
export interface OrganizationPolicy {
  readonly contracts: ReadonlyMap<string, ToolContract>;
  readonly blocks: ReadonlyMap<string, readonly BlockRule[]>;
}

const NOTHING: OrganizationPolicy = { contracts: new Map(), blocks: new Map() };

type Store = Pick<PolicyStore, 'version' | 'contracts' | 'rules'>;

/** Contracts and block rules of every organization in memory, read again when the version row moved. */
export class PolicyCache {
  private organizations: ReadonlyMap<string, OrganizationPolicy> | undefined;
  private version: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reading: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly store: Store,
    private readonly pollMs: number,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {}

  /** False until everything was read once: before that nobody knows what is blocked. */
  get isLoaded(): boolean {
    return this.organizations !== undefined;
  }

  of(organizationId: string): OrganizationPolicy {
    return this.organizations?.get(organizationId) ?? NOTHING;
  }

  /** Reads everything and goes on looking for changes. Never throws; a failed read is tried again. */
  async start(): Promise<void> {
    await this.refresh().catch((error: unknown) => this.onTrouble(error, 'reading policies'));
    if (!this.closed) this.timer = setTimeout(() => void this.start(), this.pollMs);
  }

  stop(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Brings memory up to what is committed now; call it after a change of one's own. */
  refresh(): Promise<void> {
    // One after the other: an older read must not overwrite a newer one.
    this.reading = this.reading.then(
      () => this.read(),
      () => this.read(),
    );
    return this.reading;
  }

  private async read(): Promise<void> {
    // The version is read first: rows may be newer than it, then the next look reads once more than needed, never once less.
    const version = await this.store.version();
    if (version === this.version) return;
    const [contracts, rules] = await Promise.all([this.store.contracts(), this.store.rules()]);
    this.organizations = group(contracts, rules);
    this.version = version;
  }
}

const group = (contracts: ContractRow[], rules: RuleRow[]): ReadonlyMap<string, OrganizationPolicy> => {
  const found = new Map<string, { contracts: Map<string, ToolContract>; blocks: Map<string, BlockRule[]> }>();
  const of = (organizationId: string) => {
    const known = found.get(organizationId) ?? { contracts: new Map(), blocks: new Map() };
    found.set(organizationId, known);
    return known;
  };
  for (const { organizationId, serverId, tool, contract } of contracts)
    of(organizationId).contracts.set(contractKey(serverId, tool), contract);
  for (const { organizationId, rule } of rules) {
    const { blocks } = of(organizationId);
    blocks.set(rule.serverId, [...(blocks.get(rule.serverId) ?? []), rule]);
  }
  return found;
};
