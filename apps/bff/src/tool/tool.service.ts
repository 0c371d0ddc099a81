import { AppError, guard, registry, sanitizer, sourceIdentity } from '@archestra/contracts';
import type {
  consoleRoutes,
  EffectiveContract,
  Installation,
  InvocationPolicy,
  Profile,
  Reply,
  ResultPolicy,
  RouteReply,
  RouteRequest,
  Tool,
  ToolRow,
} from '@archestra/contracts';
import { log } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { everyPage } from '../profile/every-page.ts';
import type { Caller } from '../route/caller.ts';
import { byName, cursorOf, fits, isBehind, placeOf } from './tool-page.ts';

type Routes = typeof consoleRoutes;
type Query = RouteRequest<Routes['listTools']>['query'];
type Policy = Pick<InvocationPolicy | ResultPolicy, 'serverId' | 'tool'>;
type WithTools = Reply<typeof registry.getInstallation>;

/** Servers asked at the same time. */
const AT_ONCE = 8;
const SEES_ALL = 'mcp-server:write';

/** What is the same for every server of one question. */
interface Surroundings {
  /** Null: not for this person, or nobody could be asked. */
  policies: readonly Policy[] | null;
  profiles: readonly Profile[];
  unavailable: Set<'sanitizer' | 'registry'>;
}

/** Tools of all servers, put together from what registry and sanitizer know, one page at a time. */
@Injectable()
export class ToolService {
  /** Walks the servers by name and stops as soon as a page is full: servers behind it are not asked. */
  async list(query: Query, caller: Caller): Promise<RouteReply<Routes['listTools']>> {
    const place = query.cursor === undefined ? undefined : placeOf(query.cursor);
    const servers = (await this.servers(query, caller)).filter(({ name }) => !place || name >= place.server);
    const around = await this.surroundings(caller);
    const found: ToolRow[] = [];
    for (let at = 0; at < servers.length && found.length <= query.limit; at += AT_ONCE) {
      const part = servers.slice(at, at + AT_ONCE);
      const rows = await Promise.all(part.map((server) => this.rows(server, around, caller)));
      found.push(...rows.flat().filter((row) => isBehind(row, place) && fits(row, query)));
    }
    const items = found.slice(0, query.limit);
    const last = found.length > query.limit ? items.at(-1) : undefined;
    return {
      items,
      nextCursor: last ? cursorOf({ server: last.server.name, tool: last.tool.name }) : null,
      unavailable: [...around.unavailable],
    };
  }

  private async servers({ serverId }: Query, caller: Caller): Promise<Installation[]> {
    const viewer = caller.viewer(SEES_ALL);
    if (serverId !== undefined) return [await caller.call(registry.getInstallation, { id: serverId, viewer })];
    const all = await everyPage((request) => caller.call(registry.listInstallations, { ...request, viewer }));
    return all.toSorted(byName);
  }

  private async surroundings(caller: Caller): Promise<Surroundings> {
    const unavailable: Surroundings['unavailable'] = new Set();
    const missing = (peer: 'sanitizer' | 'registry') => () => void unavailable.add(peer);
    const [policies, profiles] = await Promise.all([
      caller.has('tool-policy:read') ? optional(this.policies(caller), missing('sanitizer')) : undefined,
      caller.has('profile:read') ? optional(this.profiles(caller), missing('registry')) : undefined,
    ]);
    return { policies: policies ?? null, profiles: profiles ?? [], unavailable };
  }

  private async policies({ call }: Caller): Promise<Policy[]> {
    const lists = [call(guard.listInvocationPolicies, {}), call(guard.listResultPolicies, {})] as const;
    return (await Promise.all(lists)).flatMap(({ items }): Policy[] => items);
  }

  private profiles(caller: Caller): Promise<Profile[]> {
    const viewer = caller.viewer('profile:manage');
    return everyPage((request) => caller.call(registry.listProfiles, { ...request, viewer }));
  }

  /** A server that disappeared since it was listed has no tools any more. */
  private async rows({ id }: Installation, around: Surroundings, caller: Caller): Promise<ToolRow[]> {
    const viewer = caller.viewer(SEES_ALL);
    const server = await caller.call(registry.getInstallation, { id, viewer }).catch((error: unknown) => {
      if (AppError.from(error).code === 'NOT_FOUND') return undefined;
      throw error;
    });
    if (!server || server.tools.length === 0) return [];
    const contracts = await optional(this.contracts(server, caller), () => around.unavailable.add('sanitizer'));
    return server.tools.toSorted(byName).map((tool) => rowOf(server, tool, { ...around, contracts: contracts ?? [] }));
  }

  private async contracts({ id, source, tools }: WithTools, { call }: Caller): Promise<EffectiveContract[]> {
    const request = { serverId: id, source: sourceIdentity(source), tools: tools.map(({ name }) => name) };
    return (await call(sanitizer.listContracts, request)).items;
  }
}

const rowOf = (
  { id, name, title, status }: WithTools,
  tool: Tool,
  { policies, profiles, contracts }: Surroundings & { contracts: readonly EffectiveContract[] },
): ToolRow => {
  const grants = ({ assignments }: Profile): boolean =>
    assignments.some(({ installationId, tools }) => installationId === id && tools.includes(tool.name));
  const concerns = (policy: Policy): boolean =>
    policy.serverId === id && (policy.tool === null || policy.tool === tool.name);
  return {
    server: { id, name, title, status },
    tool,
    contract: contracts.find((contract) => contract.tool === tool.name) ?? null,
    policies: policies && policies.filter(concerns).length,
    profiles: profiles.filter(grants).map((profile) => ({ id: profile.id, name: profile.name })),
  };
};

/** Undefined when the peer cannot answer: the page says so and shows the rest. */
const optional = <T>(answer: Promise<T>, onMissing: () => unknown): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    const known = AppError.from(error);
    log.warn({ err: known, code: known.code }, 'tools are shown without what a peer knows of them');
    onMissing();
    return undefined;
  });
