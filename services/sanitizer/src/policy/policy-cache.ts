import type { BlockRule, DualLlmSettings, InvocationPolicy, ResultPolicy, ToolContract } from '@archestra/contracts';
import { contractKey } from '@archestra/policy';
import type { ContractRow, DualLlmRow, PolicyRow, PolicyStore, RuleRow } from './policy.store.ts';

/** What holds where an administrator set nothing. */
export const DEFAULT_DUAL_LLM: DualLlmSettings = Object.freeze({
  isEnabled: true,
  maxRounds: 3,
  maxSessionBits: 128,
  maxSourceBits: 32,
});

/** What the administrators of one organization decided; lists are by server id. */
export interface OrganizationPolicy {
  readonly contracts: ReadonlyMap<string, ToolContract>;
  readonly blocks: ReadonlyMap<string, readonly BlockRule[]>;
  readonly invocationPolicies: ReadonlyMap<string, readonly InvocationPolicy[]>;
  readonly resultPolicies: ReadonlyMap<string, readonly ResultPolicy[]>;
  readonly dualLlm: DualLlmSettings;
}

class Collected implements OrganizationPolicy {
  readonly contracts = new Map<string, ToolContract>();
  readonly blocks = new Map<string, BlockRule[]>();
  readonly invocationPolicies = new Map<string, InvocationPolicy[]>();
  readonly resultPolicies = new Map<string, ResultPolicy[]>();
  dualLlm = DEFAULT_DUAL_LLM;
}

const NOTHING: OrganizationPolicy = new Collected();

interface Rows {
  contracts: ContractRow[];
  rules: RuleRow[];
  policies: PolicyRow[];
  dualLlm: DualLlmRow[];
}

type Store = Pick<PolicyStore, 'version' | 'contracts' | 'rules' | 'policies' | 'dualLlm'>;

/** What administrators of every organization decided, in memory, read again when the version row moved. */
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
    const [contracts, rules, policies, dualLlm] = await Promise.all([
      this.store.contracts(),
      this.store.rules(),
      this.store.policies(),
      this.store.dualLlm(),
    ]);
    this.organizations = group({ contracts, rules, policies, dualLlm });
    this.version = version;
  }
}

const group = ({ contracts, rules, policies, dualLlm }: Rows): ReadonlyMap<string, OrganizationPolicy> => {
  const found = new Map<string, Collected>();
  const of = (organizationId: string): Collected => {
    const known = found.get(organizationId) ?? new Collected();
    found.set(organizationId, known);
    return known;
  };
  for (const { organizationId, serverId, tool, contract } of contracts)
    of(organizationId).contracts.set(contractKey(serverId, tool), contract);
  for (const { organizationId, rule } of rules) add(of(organizationId).blocks, rule);
  for (const row of policies) {
    if (row.kind === 'invocation') add(of(row.organizationId).invocationPolicies, row.policy);
    else add(of(row.organizationId).resultPolicies, row.policy);
  }
  for (const { organizationId, settings } of dualLlm) of(organizationId).dualLlm = settings;
  return found;
};

const add = <T extends { serverId: string }>(lists: Map<string, T[]>, item: T): void => {
  const list = lists.get(item.serverId);
  if (list) list.push(item);
  else lists.set(item.serverId, [item]);
};
