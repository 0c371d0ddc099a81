import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatewayEvents } from '@archestra/contracts';
import { eventually } from '@archestra/testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { aCall, useAudit } from './audit.ts';

describe('a chain that somebody rewrote, its checkpoints with it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'archestra-signed-'));
  const service = useAudit({ AUDIT_CHECKPOINT_MS: '100', DATA_DIR: folder });
  afterAll(() => rmSync(folder, { recursive: true }));
  const organizationId = uuid();
  const record = async (): Promise<void> => {
    const data = aCall();
    await service.publish('gateway', gatewayEvents.toolCallCompleted, { organizationId, id: data.callId, data });
    await eventually(async () => expect(await service.pending()).toBe(0));
  };
  const checkpoints = async (): Promise<number> =>
    (await service.sql('SELECT FROM checkpoint WHERE organization_id = $1', [organizationId])).rowCount ?? 0;

  it('is not signed any more, also by a process that was started since', async () => {
    await record();
    await eventually(async () => expect(await checkpoints()).toBe(1));
    await service.sql(`UPDATE tool_call SET user_name = 'Eve' WHERE organization_id = $1`, [organizationId]);
    for (const table of ['checkpoint', 'chain', 'chain_head'])
      await service.sql(`DELETE FROM ${table} WHERE organization_id = $1`, [organizationId]);
    await service.sql(
      `SELECT append_links(jsonb_agg(jsonb_build_object('organization_id', organization_id, 'kind', 'tool_call', 'id', id,
         'at', at, 'digest', sha256_hex(record_text(tool_call))))) FROM tool_call WHERE organization_id = $1`,
      [organizationId],
    );
    await service.stop();
    await service.start();
    await record();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await checkpoints()).toBe(0);
  });
});
