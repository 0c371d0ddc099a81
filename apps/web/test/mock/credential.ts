import type { Credential } from '@archestra/contracts';
import { ago, id, organizationId } from './base.ts';
import { admin, member } from './people.ts';
import { servers } from './sample.ts';

const DAY = 60 * 24;
const tracker = servers.find(({ name }) => name === 'issue-tracker')?.id ?? '';
const fetcher = servers.find(({ name }) => name === 'web-fetch')?.id ?? '';

const credential = (number: number, part: Pick<Credential, 'scope' | 'ownerId' | 'fields'> & Partial<Credential>) => ({
  id: id(11, number),
  serverId: tracker,
  keyId: number % 3 === 0 ? 'key-2026-11' : 'key-2025-04',
  createdBy: admin.id,
  createdAt: ago(DAY * number * 3),
  updatedAt: ago(DAY * number),
  lastUsedAt: ago(number * 40),
  ...part,
});

/** Credentials of the mock: names of fields, never values, as everywhere. */
export const credentials: Credential[] = [
  credential(1, { scope: 'personal', ownerId: admin.id, fields: ['X-Api-Key'] }),
  credential(2, { scope: 'team', ownerId: id(9, 1), fields: ['X-Api-Key', 'X-Workspace-Secret'] }),
  credential(3, { scope: 'organization', ownerId: organizationId, fields: ['X-Api-Key'] }),
  credential(4, { scope: 'team', ownerId: id(9, 2), fields: ['X-Api-Key'], lastUsedAt: null }),
  credential(5, { scope: 'personal', ownerId: member.id, fields: ['X-Api-Key', 'X-Workspace-Secret'] }),
  credential(6, { scope: 'personal', ownerId: id(1, 3), fields: ['FETCH_PROXY_PASSWORD'], serverId: fetcher }),
];
