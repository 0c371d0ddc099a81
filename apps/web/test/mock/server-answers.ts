import { randomUUID } from 'node:crypto';
import { AppError, type Installation } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { ago } from './base.ts';
import { addItem, itemOf, versionsOf } from './catalog-answers.ts';
import { versions } from './catalog.ts';
import { tell } from './live.ts';
import { egress, manifest, usage } from './runtime.ts';
import { servers, toolsOf } from './sample.ts';
import { blockRules, contracts } from './state.ts';
import { found, now, page, remove } from './store.ts';
import { changesOf } from './tool-change.ts';

export const serverOf = (id: string) => found(servers.find((server) => server.id === id));

const versionToInstall = (body: { catalogItemId: string; catalogVersionId?: string | undefined }) => {
  const item = itemOf(body.catalogItemId);
  const own = versionsOf(item.id);
  const { catalogVersionId } = body;
  return { item, version: found(catalogVersionId ? own.find(({ id }) => id === catalogVersionId) : own[0]) };
};

/** A new server becomes ready within seconds, as it would. */
const bringUp = (id: string) => {
  const move = (status: 'starting' | 'ready', message: string) => {
    const server = serverOf(id);
    server.status = status;
    server.statusMessage = message;
    if (status === 'ready') {
      const tools = toolsOf.get(serverOf(servers[1]?.id ?? '').id) ?? [];
      toolsOf.set(id, tools);
      server.toolCount = tools.length;
      contracts.set(id, []);
    }
    tell({ kind: 'server', serverId: id, name: server.name, change: 'changed', status, message });
  };
  setTimeout(() => move('starting', 'Installing the package.'), 1_500).unref();
  setTimeout(() => move('ready', 'Ready.'), 4_000).unref();
};

export const serverAnswers: Answers = {
  listServers: ({ query }) => page(servers, query),
  createServer: ({ body }) => {
    const isKnown = 'catalogItemId' in body;
    const { item, version } = isKnown ? versionToInstall(body) : addItem(body);
    const name = body.name ?? item.name;
    if (servers.some((known) => known.name === name))
      throw new AppError('CONFLICT', `There is a server named ${name} already. Choose another short name.`);
    const server: Installation = {
      id: randomUUID(),
      catalogItemId: item.id,
      catalogVersionId: version.id,
      version: version.version,
      name,
      title: item.title,
      description: item.description,
      source: version.source,
      fields: version.fields,
      configuration: body.configuration,
      visibility: item.visibility,
      status: 'pending',
      statusMessage: 'Waiting for the orchestrator.',
      facts: null,
      toolCount: 0,
      quarantinedCount: 0,
      createdAt: now(),
      updatedAt: now(),
    };
    servers.push({ ...server, runtime: null });
    bringUp(server.id);
    return server;
  },
  updateServer: ({ params, body: { catalogVersionId, configuration } }) => {
    const server = serverOf(params.id);
    const version = found(versions.find(({ id }) => id === (catalogVersionId ?? server.catalogVersionId)));
    const { id: versionId, version: label, source, fields } = version;
    Object.assign(server, { catalogVersionId: versionId, version: label, source, fields, updatedAt: now() });
    if (configuration) server.configuration = configuration;
    const { runtime: _runtime, ...installation } = server;
    return installation;
  },
  readServerLog: ({ query }) => ({
    lines: ['It starts.', 'ModuleNotFoundError: No module named readability'].map((text, index) => ({
      at: ago(200 - index),
      stream: 'stderr' as const,
      text: query.previous === 'true' ? `previous: ${text}` : text,
    })),
  }),
  readUsage: () => usage(),
  readManifest: ({ params }) => ({
    yaml: serverOf(params.id).runtime?.sandbox === 'pod' ? manifest(serverOf(params.id).name) : '',
  }),
  listEgress: ({ query: { serverId, callId, verdict, ...paging } }) =>
    page(
      egress.filter(
        (attempt) =>
          (!serverId || attempt.serverId === serverId) &&
          (!callId || attempt.callIds.includes(callId)) &&
          (!verdict || attempt.verdict === verdict),
      ),
      paging,
    ),
  getServer: ({ params }) => {
    const { runtime, ...installation } = serverOf(params.id);
    return {
      installation: { ...installation, tools: toolsOf.get(params.id) ?? [], changes: changesOf(params.id) },
      runtime,
      contracts: contracts.get(params.id) ?? [],
      unavailable: [],
    };
  },
  deleteServer: ({ params }) => {
    const { id: serverId, name } = serverOf(params.id);
    remove(servers, ({ id }) => id === params.id);
    tell({ kind: 'server', serverId, name, change: 'deleted', status: null, message: '' });
    return {};
  },
  refreshServer: () => ({}),
  restartServer: ({ params }) => {
    tell({
      kind: 'server',
      serverId: params.id,
      name: serverOf(params.id).name,
      change: 'started',
      status: 'ready',
      message: 'Restarted.',
    });
    return {};
  },
  setContract: ({ params, body }) => {
    const list = found(contracts.get(params.id));
    remove(list, ({ tool }) => tool === params.tool);
    list.push({ serverId: params.id, tool: params.tool, origin: 'administrator', contract: body });
    return {};
  },
  deleteContract: ({ params }) => {
    const list = found(contracts.get(params.id));
    remove(list, ({ tool }) => tool === params.tool);
    list.push({
      serverId: params.id,
      tool: params.tool,
      origin: 'none',
      contract: { effect: 'egress', output: { integrity: 'untrusted', audience: [] } },
    });
    return {};
  },
  listBlockRules: () => ({ items: blockRules }),
  createBlockRule: ({ body }) => {
    const rule = { ...body, id: randomUUID(), createdAt: now() };
    blockRules.push(rule);
    return rule;
  },
  deleteBlockRule: ({ params }) => {
    remove(blockRules, ({ id }) => id === params.id);
    return {};
  },
};
