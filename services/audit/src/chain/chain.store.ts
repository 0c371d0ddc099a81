import type { ChainCheckpoint } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { Prisma } from '../generated/prisma/client.ts';

/** The end of a chain. */
export interface Head {
  organizationId: string;
  seq: number;
  hash: string;
}

interface LinkRow {
  seq: bigint;
  kind: string;
  id: string;
  at_ms: bigint;
  digest: string;
  hash: string;
  is_superseded: boolean;
  text: string | null;
}

interface Stretch {
  afterSeq: number;
  upToSeq: number;
  limit: number;
}

const tables = ['tool_call', 'llm_call', 'entry', 'egress_attempt'] as const;
const idOf = (table: string) => (table === 'entry' ? Prisma.sql`c.id` : Prisma.sql`c.id::uuid`);

/** The text of a link's record as it is now. */
const currentText = Prisma.sql`CASE c.kind ${Prisma.join(
  tables.map(
    (table) => Prisma.sql`WHEN ${table} THEN (SELECT record_text(r) FROM ${Prisma.raw(table)} r
      WHERE r.organization_id = c.organization_id AND r.id = ${idOf(table)} AND r.at = c.at)`,
  ),
  ' ',
)} END`;

const unlinked = Prisma.join(
  tables.map(
    (table) => Prisma.sql`SELECT r.organization_id, ${table} AS kind, r.id::text FROM ${Prisma.raw(table)} r
      WHERE NOT EXISTS (SELECT 1 FROM chain c WHERE c.organization_id = r.organization_id AND c.kind = ${table}
        AND c.id = r.id::text AND c.at = r.at)`,
  ),
  ' UNION ALL ',
);

@Injectable()
export class ChainStore {
  constructor(private readonly database: Database) {}

  /** Whether a chain holds this link. */
  async holds({ organizationId, seq, hash }: Head): Promise<boolean> {
    return (await this.database.client.link.count({ where: { organizationId, seq, hash } })) === 1;
  }

  async head(organizationId: string): Promise<Head> {
    const row = await this.database.client.chainHead.findUnique({ where: { organizationId } });
    return { organizationId, seq: Number(row?.seq ?? 0), hash: row?.hash ?? '' };
  }

  /** Chains that went on since they were signed last. */
  async unsigned(): Promise<Head[]> {
    const rows = await this.database.client.$queryRaw<{ organization_id: string; seq: bigint; hash: string }[]>`
      SELECT h.organization_id, h.seq, h.hash FROM chain_head h
      WHERE h.seq > coalesce((SELECT max(c.seq) FROM checkpoint c WHERE c.organization_id = h.organization_id), 0)`;
    return rows.map(({ organization_id: organizationId, seq, hash }) => ({ organizationId, seq: Number(seq), hash }));
  }

  /** Another replica may have signed the same. */
  async keep(organizationId: string, checkpoint: ChainCheckpoint): Promise<void> {
    await this.database.client.checkpoint.createMany({
      data: { organizationId, ...checkpoint },
      skipDuplicates: true,
    });
  }

  /** Links in order, each with the text of its record: null where it is gone, undefined for an attempt that a later link stands for. */
  async links(organizationId: string, { afterSeq, upToSeq, limit }: Stretch) {
    const rows = await this.database.client.$queryRaw<LinkRow[]>`
      SELECT c.seq, c.kind, c.id, epoch_ms(c.at) AS at_ms, c.digest, c.hash, ${currentText} AS text,
        c.kind = 'egress_attempt' AND EXISTS (SELECT 1 FROM chain n WHERE n.organization_id = c.organization_id
          AND n.kind = c.kind AND n.id = c.id AND n.at = c.at AND n.seq > c.seq) AS is_superseded
      FROM chain c WHERE c.organization_id = ${organizationId} AND c.seq > ${afterSeq} AND c.seq <= ${upToSeq}
      ORDER BY c.seq LIMIT ${limit}`;
    return rows.map(({ seq, at_ms: atMs, is_superseded: isSuperseded, text, ...row }) => ({
      ...row,
      seq: Number(seq),
      atMs: Number(atMs),
      ...(isSuperseded ? {} : { text }),
    }));
  }

  async checkpoints(organizationId: string, afterSeq: number, upToSeq: number): Promise<ChainCheckpoint[]> {
    return this.signedIn(organizationId, { gt: afterSeq, lte: upToSeq });
  }

  /** Checkpoints of links that are not there (any more). */
  async dangling(organizationId: string, upToSeq: number): Promise<ChainCheckpoint[]> {
    const found = await this.signedIn(organizationId, { gt: upToSeq });
    // Read afterwards: what was signed meanwhile is not missed.
    const { seq } = await this.head(organizationId);
    return found.filter((checkpoint) => checkpoint.seq > seq);
  }

  /** Records that are in no chain. */
  unlinked(organizationId: string, limit: number): Promise<{ kind: string; id: string }[]> {
    return this.database.client.$queryRaw`
      SELECT kind, id FROM (${unlinked}) AS r WHERE organization_id = ${organizationId} ORDER BY kind, id LIMIT ${limit}`;
  }

  private async signedIn(organizationId: string, seq: { gt: number; lte?: number }): Promise<ChainCheckpoint[]> {
    const rows = await this.database.client.checkpoint.findMany({
      where: { organizationId, seq },
      orderBy: { seq: 'asc' },
      omit: { organizationId: true },
    });
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
  }
}
