import { z } from 'zod';
import { Empty, Id, PageRequest, Slug, page } from './common.ts';
import type { ConsoleRoute } from './console-route.ts';
import { McpServerDetail, McpServerSummary, ServerLogQuery } from './console-shape.ts';
import { egressRecord } from './egress.contract.ts';
import { LogLine, orchestrator } from './orchestrator.contract.ts';
import { Installation, registry } from './registry.contract.ts';
import { ToolContract } from './sanitizer.contract.ts';
import { Configuration } from './server-source.ts';
import { CatalogDraft } from './catalog.contract.ts';

const byId = z.object({ id: Id });
const byTool = z.object({ id: Id, tool: z.string().min(1).max(256) });

/** Routes around installed servers. */
export const serverRoutes = {
  listServers: {
    method: 'GET',
    path: '/api/mcp-servers',
    summary: 'Installed MCP servers',
    permission: 'mcp-server:read',
    query: PageRequest,
    response: page(McpServerSummary),
  },
  createServer: {
    method: 'POST',
    path: '/api/mcp-servers',
    summary: 'Install an item of the catalog, or a new one that is added to it',
    permission: 'mcp-server:write',
    status: 201,
    body: z.union([
      z.object({
        catalogItemId: Id,
        catalogVersionId: Id.optional(),
        name: Slug.optional(),
        configuration: Configuration.default({}),
      }),
      CatalogDraft.extend({ configuration: Configuration.default({}) }),
    ]),
    response: Installation,
  },
  updateServer: {
    method: 'PUT',
    path: '/api/mcp-servers/:id',
    summary: 'Change the configuration or the version of a server',
    permission: 'mcp-server:write',
    params: byId,
    body: registry.updateInstallation.input.omit({ id: true }),
    response: Installation,
  },
  getServer: {
    method: 'GET',
    path: '/api/mcp-servers/:id',
    summary: 'One server with its tools, runtime state and tool contracts',
    permission: 'mcp-server:read',
    params: byId,
    response: McpServerDetail,
  },
  deleteServer: {
    method: 'DELETE',
    path: '/api/mcp-servers/:id',
    summary: 'Uninstall a server and remove it from every profile',
    permission: 'mcp-server:write',
    params: byId,
    response: Empty,
  },
  refreshServer: {
    method: 'POST',
    path: '/api/mcp-servers/:id/refresh',
    summary: 'Ask the server for its tools again',
    permission: 'mcp-server:write',
    params: byId,
    response: Empty,
  },
  setContract: {
    method: 'PUT',
    path: '/api/mcp-servers/:id/contracts/:tool',
    summary: 'Say what a tool does and how its results are labelled',
    permission: 'tool-contract:write',
    params: byTool,
    body: ToolContract,
    response: Empty,
  },
  deleteContract: {
    method: 'DELETE',
    path: '/api/mcp-servers/:id/contracts/:tool',
    summary: 'Return a tool to its reviewed pack or to the most restrictive contract',
    permission: 'tool-contract:write',
    params: byTool,
    response: Empty,
  },
  restartServer: {
    method: 'POST',
    path: '/api/mcp_server/:id/restart',
    summary: 'Restart the process of a server',
    permission: 'mcp-server:write',
    params: byId,
    response: Empty,
  },
  readServerLog: {
    method: 'GET',
    path: '/api/mcp_server/:id/logs',
    summary: 'What the server printed; live with follow=true',
    permission: 'mcp-server-log:read',
    params: byId,
    query: ServerLogQuery,
    response: z.object({ lines: z.array(LogLine) }),
    stream: { when: 'on-follow', event: LogLine },
  },
  readUsage: {
    method: 'GET',
    path: '/api/mcp-servers/:id/usage',
    summary: 'CPU and memory of the last hour',
    permission: 'mcp-server:read',
    params: byId,
    response: orchestrator.readUsage.output,
  },
  readManifest: {
    method: 'GET',
    path: '/api/mcp-servers/:id/manifest',
    summary: 'The Kubernetes objects of a server as YAML, without secrets',
    permission: 'mcp-server-log:read',
    params: byId,
    response: orchestrator.readManifest.output,
  },
  listEgress: {
    method: 'GET',
    path: '/api/egress-attempts',
    summary: 'Where servers tried to connect to, newest first',
    permission: 'egress:read',
    query: egressRecord.listEgress.input,
    response: egressRecord.listEgress.output,
  },
} as const satisfies Record<string, ConsoleRoute>;
