import { z } from 'zod';
import { Empty, Id } from './common.ts';
import type { ConsoleRoute } from './console-route.ts';
import { CredentialScope, SecretFields } from './credential.contract.ts';
import { orchestrator } from './orchestrator.contract.ts';

const byServer = z.object({ id: Id });

/** Routes around credentials of servers. Values go in and never come out. */
export const credentialRoutes = {
  listCredentials: {
    method: 'GET',
    path: '/api/credentials',
    summary: 'Credentials: the own ones, of the own teams and of the organization',
    permission: 'credential:read',
    query: z.object({ serverId: Id.optional() }),
    response: orchestrator.listCredentials.output,
  },
  resolveCredential: {
    method: 'GET',
    path: '/api/mcp-servers/:id/credential-fields',
    summary: 'Which secret fields of a server are answered for me, and by whom',
    permission: 'credential:read',
    params: byServer,
    response: orchestrator.resolveCredential.output,
  },
  setCredential: {
    method: 'PUT',
    path: '/api/mcp-servers/:id/credentials',
    summary: 'Set a credential; team and organization need team-credential:write and credential:manage',
    permission: 'credential:write',
    params: byServer,
    /** `teamId` with scope `team`. */
    body: z.object({ scope: CredentialScope, teamId: Id.optional(), values: SecretFields }),
    response: orchestrator.setCredential.output,
  },
  deleteCredential: {
    method: 'DELETE',
    path: '/api/credentials/:id',
    summary: 'Delete a credential',
    permission: 'credential:write',
    params: z.object({ id: Id }),
    response: Empty,
  },
  rotateKey: {
    method: 'POST',
    path: '/api/credential-key/rotate',
    summary: 'Wrap every credential under the newest key',
    permission: 'credential:manage',
    body: Empty,
    response: orchestrator.rotateKey.output,
  },
} as const satisfies Record<string, ConsoleRoute>;
