import { z } from 'zod';
import { CatalogDraft } from './catalog.contract.ts';
import { Empty, Id, JsonObject, PageRequest } from './common.ts';
import type { ConsoleRoute } from './console-route.ts';
import { registry } from './registry.contract.ts';
import { RequestInput } from './request.contract.ts';

const byId = z.object({ id: Id });
const byTool = z.object({ id: Id, tool: z.string().min(1).max(256) });
const pin = z.object({ pendingPin: registry.acceptToolChange.input.shape.pendingPin });

const itemRoutes = {
  listCatalogItems: {
    method: 'GET',
    path: '/api/catalog-items',
    summary: 'The catalog: what may be asked for or installed',
    permission: 'catalog:read',
    query: registry.listCatalogItems.input.omit({ viewer: true }),
    response: registry.listCatalogItems.output,
  },
  getCatalogItem: {
    method: 'GET',
    path: '/api/catalog-items/:id',
    summary: 'One catalog item with its versions',
    permission: 'catalog:read',
    params: byId,
    response: registry.getCatalogItem.output,
  },
  createCatalogItem: {
    method: 'POST',
    path: '/api/catalog-items',
    summary: 'Add an item to the catalog',
    permission: 'catalog:write',
    status: 201,
    body: CatalogDraft,
    response: registry.createCatalogItem.output,
  },
  updateCatalogItem: {
    method: 'PUT',
    path: '/api/catalog-items/:id',
    summary: 'Change title, description, labels and visibility of an item',
    permission: 'catalog:write',
    params: byId,
    body: registry.updateCatalogItem.input.omit({ id: true, viewer: true }),
    response: registry.updateCatalogItem.output,
  },
  deleteCatalogItem: {
    method: 'DELETE',
    path: '/api/catalog-items/:id',
    summary: 'Delete an item that is not installed',
    permission: 'catalog:write',
    params: byId,
    response: Empty,
  },
  createCatalogVersion: {
    method: 'POST',
    path: '/api/catalog-items/:id/versions',
    summary: 'Add an immutable version',
    permission: 'catalog:write',
    status: 201,
    params: byId,
    body: registry.createCatalogVersion.input.omit({ id: true, viewer: true, createdBy: true }),
    response: registry.createCatalogVersion.output,
  },
  listLabels: {
    method: 'GET',
    path: '/api/catalog-labels',
    summary: 'Labels in use',
    permission: 'catalog:read',
    response: registry.listLabels.output,
  },
  readServerJson: {
    method: 'POST',
    path: '/api/catalog-items/import',
    summary: 'Read a server.json document; answers drafts and creates nothing',
    permission: 'catalog:read',
    body: z.object({ document: JsonObject }),
    response: registry.readServerJson.output,
  },
  writeServerJson: {
    method: 'GET',
    path: '/api/catalog-items/:id/server.json',
    summary: 'An item as server.json',
    permission: 'catalog:read',
    params: byId,
    query: z.object({ version: z.string().max(64).optional() }),
    response: registry.writeServerJson.output,
  },
} as const satisfies Record<string, ConsoleRoute>;

const requestRoutes = {
  listRequests: {
    method: 'GET',
    path: '/api/server-requests',
    summary: 'Requests for servers: the own ones, or all for reviewers',
    permission: 'server-request:read',
    query: registry.listRequests.input.omit({ viewer: true }),
    response: registry.listRequests.output,
  },
  getRequest: {
    method: 'GET',
    path: '/api/server-requests/:id',
    summary: 'One request with its evidence and notes',
    permission: 'server-request:read',
    params: byId,
    response: registry.getRequest.output,
  },
  createRequest: {
    method: 'POST',
    path: '/api/server-requests',
    summary: 'Ask for a server',
    permission: 'server-request:write',
    status: 201,
    body: RequestInput,
    response: registry.createRequest.output,
  },
  resubmitRequest: {
    method: 'PUT',
    path: '/api/server-requests/:id',
    summary: 'Change an own request and have it looked at again',
    permission: 'server-request:write',
    params: byId,
    body: registry.resubmitRequest.input.omit({ id: true, viewer: true }),
    response: registry.resubmitRequest.output,
  },
  withdrawRequest: {
    method: 'DELETE',
    path: '/api/server-requests/:id',
    summary: 'Withdraw an own request',
    permission: 'server-request:write',
    params: byId,
    response: registry.withdrawRequest.output,
  },
  commentRequest: {
    method: 'POST',
    path: '/api/server-requests/:id/notes',
    summary: 'Add a note',
    permission: 'server-request:read',
    status: 201,
    params: byId,
    body: registry.commentRequest.input.pick({ text: true }),
    response: registry.commentRequest.output,
  },
  approveRequest: {
    method: 'POST',
    path: '/api/server-requests/:id/approve',
    summary: 'Publish, install and grant what was asked for',
    permission: 'server-request:review',
    params: byId,
    body: registry.approveRequest.input.omit({ id: true, reviewerId: true, viewer: true }),
    response: registry.approveRequest.output,
  },
  declineRequest: {
    method: 'POST',
    path: '/api/server-requests/:id/decline',
    summary: 'Decline, with a note',
    permission: 'server-request:review',
    params: byId,
    body: registry.declineRequest.input.omit({ id: true, reviewerId: true }),
    response: registry.declineRequest.output,
  },
  returnRequest: {
    method: 'POST',
    path: '/api/server-requests/:id/return',
    summary: 'Ask the submitter something',
    permission: 'server-request:review',
    params: byId,
    body: registry.returnRequest.input.omit({ id: true, reviewerId: true }),
    response: registry.returnRequest.output,
  },
} as const satisfies Record<string, ConsoleRoute>;

const changeRoutes = {
  listToolChanges: {
    method: 'GET',
    path: '/api/tool-changes',
    summary: 'Tools whose definition changed and that wait for a reviewer',
    permission: 'mcp-server:read',
    query: PageRequest.extend({ installationId: Id.optional() }),
    response: registry.listToolChanges.output,
  },
  acceptToolChange: {
    method: 'POST',
    path: '/api/mcp-servers/:id/tools/:tool/accept',
    summary: 'Accept the changed definition of a tool',
    permission: 'tool-change:review',
    params: byTool,
    body: pin,
    response: Empty,
  },
  rejectToolChange: {
    method: 'POST',
    path: '/api/mcp-servers/:id/tools/:tool/reject',
    summary: 'Reject the changed definition: the tool leaves every profile',
    permission: 'tool-change:review',
    params: byTool,
    body: pin,
    response: Empty,
  },
} as const satisfies Record<string, ConsoleRoute>;

/** Routes around the catalog, requests for servers, and changed tools. */
export const catalogRoutes = { ...itemRoutes, ...requestRoutes, ...changeRoutes } as const;
