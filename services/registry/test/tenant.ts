import { AppError, registry, type Reply, type Request, type Rpc } from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import { common, rare } from './deed.ts';
import type { Dice } from './dice.ts';
import { tool, type FakeServer } from './fake-server.ts';
import { ready, source, started } from './story.ts';
import { trespasses } from './trespass.ts';
import { until, type World } from './world.ts';

/** Names that both organizations use for everything. */
const names = ['files', 'mail', 'search'] as const;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

interface Installed {
  id: string;
  itemId: string;
  server?: FakeServer;
}

/** One organization that does anything at all with the same names as another, and looks closely at every answer. */
export class Tenant {
  readonly organizationId = uuid();
  readonly items = new Map<string, string>();
  readonly installed = new Map<string, Installed>();
  readonly profiles = new Map<string, string>();
  readonly requests: string[] = [];
  /** Every id this organization was ever told. */
  readonly own = new Set<string>();
  operations = 0;
  refusals = 0;
  neighbour: Tenant | undefined;
  private readonly viewer = { userId: uuid(), teamIds: [], seesAll: true };
  private readonly requester = uuid();

  constructor(
    private readonly world: World,
    private readonly mark: string,
    private readonly dice: Dice,
  ) {}

  /** Does one thing. Throws when an answer is not what an organization on its own would get. */
  async act(): Promise<void> {
    this.operations += 1;
    const doable = [...common, ...(this.dice.chance(0.03) ? rare : [])];
    const name = this.dice.pick(doable) ?? 'list';
    if (this.dice.chance(0.15)) await this.trespass();
    else await this[name]();
  }

  /** An answer to this organization names nothing of its neighbour. */
  async call<C extends Rpc>(contract: C, input: Request<C>): Promise<Reply<C>> {
    const context = { organizationId: this.organizationId, principal: `user:${this.viewer.userId}` };
    const reply = await this.world.client.call(contract, input, context);
    const text = JSON.stringify(reply);
    const foreign = text.match(UUID)?.find((id) => this.neighbour?.own.has(id));
    if (foreign ?? text.includes(this.neighbour?.mark ?? '\n'))
      throw new Error(`${contract.subject} told ${this.mark} of ${foreign ?? 'its neighbour'}: ${text.slice(0, 500)}`);
    return reply;
  }

  private name = (): string => this.dice.pick(names) ?? 'files';
  private remember = (id: string): string => {
    this.own.add(id);
    return id;
  };

  /** What the registry refuses is refused for the reason this organization knows itself. */
  private async refused(code: string, work: Promise<unknown>): Promise<void> {
    const outcome = await work.then(
      () => 'done',
      (error: unknown) => AppError.from(error).code,
    );
    if (outcome !== code) throw new Error(`${this.mark}: expected ${code}, got ${outcome}`);
  }

  protected async createItem(): Promise<void> {
    const name = this.name();
    const draft = { name, title: `${name} of ${this.mark}`, description: this.mark, labels: ['same'], source };
    const making = this.call(registry.createCatalogItem, { ownerId: this.viewer.userId, ...draft });
    if (this.items.has(name)) return this.refused('CONFLICT', making);
    const item = await making;
    if (item.versionCount !== 1 || item.installationCount !== 0)
      throw new Error(`${this.mark}: a new ${name} inherited versions or installations`);
    this.remember(item.latest.id);
    this.items.set(name, this.remember(item.id));
  }

  protected async changeItem(): Promise<void> {
    const [name, id] = this.dice.pick([...this.items]) ?? [];
    if (!name || !id) return;
    const { viewer } = this;
    const what = this.dice.below(4);
    if (what < 2) {
      const version = `${this.dice.below(50)}.0.0`;
      const made = this.call(registry.createCatalogVersion, { id, viewer, createdBy: viewer.userId, version, source });
      await made.then(
        (row) => this.remember(row.id),
        (error: unknown) => this.refused('CONFLICT', Promise.reject(error as Error)),
      );
    } else if (what === 2) {
      const facts = {
        title: `${name} of ${this.mark}`,
        description: this.mark,
        labels: ['same', this.mark.slice(0, 8)],
      };
      await this.call(registry.updateCatalogItem, {
        id,
        viewer,
        ...facts,
        visibility: { everyone: true, teamIds: [] },
      });
    } else {
      const isInstalled = [...this.installed.values()].some(({ itemId }) => itemId === id);
      const deleting = this.call(registry.deleteCatalogItem, { id, viewer });
      if (isInstalled) return this.refused('CONFLICT', deleting);
      await deleting;
      this.items.delete(name);
    }
  }

  protected async install(): Promise<void> {
    const [name, itemId] = this.dice.pick([...this.items]) ?? [];
    if (!name || !itemId) return;
    const making = this.call(registry.createInstallation, { catalogItemId: itemId });
    if (this.installed.has(name)) return this.refused('CONFLICT', making);
    const { id } = await making;
    this.installed.set(name, { id: this.remember(id), itemId });
    const seen = await this.call(registry.getInstallation, { id, viewer: this.viewer });
    if (seen.toolCount + seen.quarantinedCount + seen.tools.length + seen.changes.length > 0)
      throw new Error(`${this.mark}: a new ${name} inherited tools`);
    const profiles = await this.call(registry.listProfiles, { viewer: this.viewer, limit: 200 });
    if (profiles.items.some(({ assignments }) => assignments.some(({ installationId }) => installationId === id)))
      throw new Error(`${this.mark}: a new ${name} inherited grants`);
  }

  protected async uninstall(): Promise<void> {
    const [name, server] = this.dice.pick([...this.installed]) ?? [];
    if (!name || !server || this.dice.chance(0.6)) return;
    await this.call(registry.deleteInstallation, { id: server.id });
    await server.server?.stop();
    this.installed.delete(name);
  }

  protected async createProfile(): Promise<void> {
    const name = this.name();
    const making = this.call(registry.createProfile, { name, description: this.mark, ownerId: this.viewer.userId });
    if (this.profiles.has(name)) return this.refused('CONFLICT', making);
    const profile = await making;
    if (profile.assignments.length > 0) throw new Error(`${this.mark}: a new ${name} inherited grants`);
    this.profiles.set(name, this.remember(profile.id));
  }

  protected async changeProfile(): Promise<void> {
    const [name, id] = this.dice.pick([...this.profiles]) ?? [];
    if (!name || !id) return;
    const { viewer } = this;
    if (this.dice.chance(0.2)) {
      await this.call(registry.deleteProfile, { id, viewer });
      this.profiles.delete(name);
      return;
    }
    const access = { everyone: this.dice.chance(0.5), teamIds: [], userIds: [] };
    await this.call(registry.updateProfile, { id, viewer, name, description: this.mark, access });
  }

  protected async grant(): Promise<void> {
    const [profileId, server] = [
      this.dice.pick([...this.profiles.values()]),
      this.dice.pick([...this.installed.values()]),
    ];
    if (!profileId || !server) return;
    const { viewer } = this;
    const { tools } = await this.call(registry.getInstallation, { id: server.id, viewer });
    const some = tools.map(({ name }) => name).filter(() => this.dice.chance(0.6));
    // A rejected tool is refused; that is this organization's own affair.
    const saving = this.dice.chance(0.5)
      ? this.call(registry.setAssignment, { viewer, profileId, installationId: server.id, tools: some })
      : this.call(registry.assignMany, {
          viewer,
          profileIds: [...this.profiles.values()],
          add: [{ installationId: server.id, tools: some }],
        });
    await saving.catch((error: unknown) => this.refused('INVALID_INPUT', Promise.reject(error as Error)));
  }

  protected async list(): Promise<void> {
    const { viewer } = this;
    const query = this.name();
    const items = await this.call(registry.listCatalogItems, { viewer, limit: 200 });
    const expected = new Set([...this.items.values()]);
    const found = items.items.filter(({ name }) => name !== 'memories').map(({ id }) => id);
    if (found.some((id) => !expected.has(id)) || found.length !== expected.size)
      throw new Error(`${this.mark}: the catalog has ${found.length} items, not ${expected.size}`);
    await this.call(registry.listCatalogItems, { viewer, query });
    await this.call(registry.listLabels, { viewer });
    await this.call(registry.listInstallations, { viewer, limit: 200 });
    const profiles = await this.call(registry.listProfiles, { viewer, limit: 200 });
    if (profiles.items.length !== this.profiles.size) throw new Error(`${this.mark}: not its profiles`);
    await this.call(registry.listToolChanges, { viewer });
    const requests = await this.call(registry.listRequests, { viewer, limit: 200 });
    if (requests.items.length > this.requests.length) throw new Error(`${this.mark}: not its requests`);
    this.operations += 6;
  }

  protected async read(): Promise<void> {
    const { viewer } = this;
    const item = this.dice.pick([...this.items.values()]);
    if (item) await this.call(registry.getCatalogItem, { id: item, viewer });
    if (item) await this.call(registry.writeServerJson, { id: item, viewer });
    const profile = this.dice.pick([...this.profiles.values()]);
    if (profile) await this.call(registry.getProfile, { id: profile, viewer });
    const server = this.dice.pick([...this.installed.values()]);
    if (server) await this.call(registry.getInstallation, { id: server.id, viewer });
    const request = this.dice.pick(this.requests);
    if (request) await this.call(registry.getRequest, { id: request, viewer });
    this.operations += 4;
  }

  protected async request(): Promise<void> {
    const itemId = this.dice.pick([...this.items.values()]);
    if (!itemId || this.requests.length > 150) return;
    const viewer = { ...this.viewer, userId: this.requester };
    const profileIds = [...this.profiles.values()].slice(0, 1);
    const wish = { requesterId: this.requester, viewer, catalogItemId: itemId, reason: this.mark, profileIds };
    const { id } = await this.call(registry.createRequest, wish);
    this.requests.push(this.remember(id));
    if (this.dice.chance(0.7)) await this.call(registry.withdrawRequest, { id, viewer });
  }

  /** The server starts and tells its tools; now and then they are others than before. */
  protected async discover(): Promise<void> {
    const [name, installed] = this.dice.pick([...this.installed]) ?? [];
    if (!name || !installed) return;
    const { id } = installed;
    const tools = ['read', 'write'].map((own) => tool(own, `${own} ${this.dice.below(3)} of ${this.mark}`));
    installed.server ??= this.world.serve(id, tools);
    installed.server.tools = tools;
    const before = installed.server.lists;
    await started(this.world, this.organizationId, { id, name } as never);
    await until(
      () => installed.server?.lists ?? 0,
      (lists) => lists > before,
    );
    await ready(this.world, this.organizationId, id);
  }

  protected async review(): Promise<void> {
    const { items } = await this.call(registry.listToolChanges, { viewer: this.viewer });
    const change = this.dice.pick(items);
    if (!change?.pending) return;
    const decision = { installationId: change.installationId, tool: change.tool, pendingPin: change.pending.pin };
    const contract = this.dice.chance(0.6) ? registry.acceptToolChange : registry.rejectToolChange;
    const neighbour = this.neighbour;
    if (neighbour) await this.refused('NOT_FOUND', neighbour.call(contract, decision));
    await this.call(contract, decision).catch((error: unknown) =>
      this.refused('CONFLICT', Promise.reject(error as Error)),
    );
  }

  /** Anything at all with ids of the neighbour. */
  private async trespass(): Promise<void> {
    const { neighbour, viewer } = this;
    if (!neighbour) return;
    const some = (ids: Iterable<string>): string => this.dice.pick([...ids]) ?? uuid();
    const theirs = {
      item: some(neighbour.items.values()),
      profile: some(neighbour.profiles.values()),
      request: some(neighbour.requests),
      server: some([...neighbour.installed.values()].map(({ id }) => id)),
    };
    const own = {
      server: some([...this.installed.values()].map(({ id }) => id)),
      profile: some(this.profiles.values()),
      item: some(this.items.values()),
    };
    const attempts = trespasses((contract, input) => this.call(contract, input), { viewer, theirs, own });
    const attempt = this.dice.pick(attempts);
    if (attempt) await this.refused('NOT_FOUND', attempt());
    this.refusals += 1;
  }
}
