import {
  AppError,
  type CatalogDraft,
  type Evidence,
  type Parsed,
  type registry,
  type ServerRequest,
} from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Actor } from '../db/actor.ts';
import { addVersion, insertItem, takenItem, type Change } from '../db/catalog.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { freeName, hasInstallation, insertInstallation } from '../db/installation.ts';
import { refreshSearch } from '../db/search.ts';
import { versionDigest } from '../db/version-digest.ts';
import { assertConfiguration } from '../installation/configuration.ts';
import { fromTool } from '../tool/stored-tool.ts';
import { lockRequest, move, type Row } from './request-change.store.ts';
import { toEvidence, toRequest, type Reviewed } from './request-row.ts';
import { assertDecidable } from './request.store.ts';
import { nextStatus } from './request-state.ts';

type Approve = Parsed<typeof registry.approveRequest>;

const Proposal = z.object({ namespace: z.string(), name: z.string(), uid: z.string() });

/** Makes a request come true: all of it in one transaction, or nothing. */
@Injectable()
export class ApprovalStore {
  constructor(private readonly database: Database) {}

  /** Publishes what is new, installs it, and remembers which tools were allowed as they were seen. */
  async approve(actor: Actor, input: Approve): Promise<ServerRequest> {
    const { organizationId } = actor;
    return this.database.change(async (transaction, tell) => {
      const change = { transaction, tell, actor };
      const row = await lockRequest(transaction, { organizationId, id: input.id });
      const request = toRequest(row);
      nextStatus(request.status, 'approve');
      assertDecidable(row, input);
      await assertWordsOfOthers(transaction, row, input.reviewerId);
      const evidence = toEvidence(row.evidence);
      const reviewed = allowed(evidence, input.tools);
      const profileIds = await grantable(transaction, row, input);
      const published = await publish(change, row, request.draft);
      const installationId = await install(change, { row, request, published });
      await foresee(transaction, { organizationId, installationId }, evidence);
      if (evidence) {
        const item = { organizationId, id: published.catalogItemId };
        await refreshSearch(
          transaction,
          item,
          evidence.tools.map(({ name }) => name),
        );
      }
      return move(change, row, {
        action: 'approve',
        message: 'Approved. It is being deployed.',
        data: {
          catalogItemId: published.catalogItemId,
          installationId,
          profileIds,
          reviewedTools: JSON.stringify(reviewed),
          collectAfter: new Date(),
        },
        note: { kind: 'approved', authorId: input.reviewerId, text: input.note },
      });
    });
  }
}

/**
 * Nobody submitted what came from the cluster, and reviewers may change it: whoever did so last cannot approve their own
 * words. Throws `NOT_ALLOWED`.
 */
const assertWordsOfOthers = async (
  transaction: Transaction,
  { organizationId, id: requestId }: Row,
  reviewerId: string,
): Promise<void> => {
  const last = await transaction.requestNote.findFirst({
    where: { organizationId, requestId, kind: { in: ['resubmitted', 'system'] } },
    orderBy: { id: 'desc' },
  });
  if (last?.kind === 'resubmitted' && last.authorId === reviewerId)
    throw new AppError('NOT_ALLOWED', 'Nobody approves what they changed themselves. Ask another reviewer.');
};

/** Tools that were seen and are allowed, by name and pin. Throws `INVALID_INPUT` for one that was not seen. */
const allowed = (evidence: Evidence | null, names: string[] | undefined): Reviewed => {
  const seen = new Map((evidence?.tools ?? []).map(({ name, pin }) => [name, pin]));
  const unknown = (names ?? []).filter((name) => !seen.has(name));
  if (unknown.length > 0)
    throw new AppError('INVALID_INPUT', 'These tools were not seen in the first run.', {
      details: { unknown: unknown.slice(0, 20) },
    });
  return [...new Set(names ?? seen.keys())].map((name) => ({ name, pin: seen.get(name) ?? '' }));
};

/**
 * Profiles in which the tools will appear. One that is gone is left out unless the reviewer chose it; nobody grants in a
 * profile they may not change. Throws `NOT_FOUND`, `NOT_ALLOWED`.
 */
const grantable = async (
  transaction: Transaction,
  { organizationId, profileIds: wished }: Row,
  { profileIds: chosen, viewer }: Approve,
): Promise<string[]> => {
  const ids = [...new Set(chosen ?? wished)];
  const rows = await transaction.profile.findMany({
    where: { organizationId, id: { in: ids } },
    select: { id: true, ownerId: true },
  });
  if (chosen && rows.length < ids.length) throw new AppError('NOT_FOUND', 'There is no such profile.');
  const foreign = rows.filter(({ ownerId }) => !viewer.seesAll && (ownerId === null || ownerId !== viewer.userId));
  if (foreign.length > 0)
    throw new AppError(
      'NOT_ALLOWED',
      'You may not grant tools in every one of these profiles. Leave out those that are not yours, or ask somebody with the right profile:manage.',
      { details: { profileIds: foreign.map(({ id }) => id) } },
    );
  return rows.map(({ id }) => id);
};

interface Published {
  catalogItemId: string;
  catalogVersionId: string;
}

const publish = async (change: Change, row: Row, draft: CatalogDraft): Promise<Published> => {
  const version = { ...draft, createdBy: row.requesterId };
  if (row.catalogItemId === null) {
    const name = row.origin === 'kubernetes' ? await freeItemName(change, draft.name) : draft.name;
    const { id, versionId } = await insertItem(change, { ...version, name }).catch((error: unknown) => {
      throw takenItem(error, name);
    });
    return { catalogItemId: id, catalogVersionId: versionId };
  }
  const { organizationId } = change.actor;
  const item = await change.transaction.catalogItem.findFirst({ where: { organizationId, id: row.catalogItemId } });
  if (!item) throw new AppError('CONFLICT', 'The catalog item was deleted meanwhile. Ask for it anew.');
  const known = await change.transaction.catalogVersion.findFirst({
    where: { organizationId, catalogItemId: item.id, version: draft.version },
  });
  if (known && known.digest !== versionDigest(draft))
    throw new AppError('CONFLICT', `Version ${draft.version} was published meanwhile and is something else.`);
  const { id } = known ?? (await addVersion(change, item, version));
  return { catalogItemId: item.id, catalogVersionId: id };
};

const freeItemName = ({ transaction, actor: { organizationId } }: Change, wished: string): Promise<string> =>
  freeName(wished, async (name) => (await transaction.catalogItem.count({ where: { organizationId, name } })) > 0);

const install = async (
  change: Change,
  { row, request, published }: { row: Row; request: ServerRequest; published: Published },
): Promise<string> => {
  const { draft, configuration } = request;
  assertConfiguration(draft.fields, configuration);
  const { organizationId } = change.actor;
  return insertInstallation(change, {
    ...published,
    version: draft.version,
    name: await freeName(draft.name, hasInstallation(change.transaction, organizationId)),
    title: draft.title,
    description: draft.description,
    source: draft.source,
    fields: draft.fields,
    configuration,
    ...(row.proposal === null ? {} : { adopts: Proposal.parse(row.proposal) }),
  });
};

/** What was reviewed is what is accepted: discovery finds these definitions, or the tool waits for a reviewer. */
const foresee = async (
  transaction: Transaction,
  of: { organizationId: string; installationId: string },
  evidence: Evidence | null,
): Promise<void> => {
  const tools = (evidence?.tools ?? []).map((tool, position) => ({
    ...of,
    ...fromTool(tool, position),
    present: false,
  }));
  if (tools.length > 0) await transaction.tool.createMany({ data: tools });
};
