import {
  CatalogDraft,
  Configuration,
  Evidence,
  RequestNote,
  RequestStatus,
  ServerRequest,
  Tool,
} from '@archestra/contracts';
import { z } from 'zod';

export interface RequestRow {
  id: string;
  organizationId: string;
  origin: string;
  requesterId: string | null;
  catalogItemId: string | null;
  draft: unknown;
  configuration: unknown;
  reason: string;
  profileIds: string[];
  status: string;
  statusMessage: string;
  revision: number;
  trialId: string;
  installationId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export const toRequest = (row: RequestRow): ServerRequest => ({
  id: row.id,
  origin: ServerRequest.shape.origin.parse(row.origin),
  requesterId: row.requesterId,
  catalogItemId: row.catalogItemId,
  draft: CatalogDraft.parse(row.draft),
  configuration: Configuration.parse(row.configuration),
  reason: row.reason,
  profileIds: row.profileIds,
  status: RequestStatus.parse(row.status),
  statusMessage: row.statusMessage,
  installationId: row.installationId,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  revision: row.revision,
});

export const toEvidence = (stored: string | null): Evidence | null =>
  stored === null ? null : Evidence.parse(JSON.parse(stored));

interface NoteRow {
  id: string;
  authorId: string | null;
  kind: string;
  text: string;
  createdAt: Date;
}
export const toNote = ({ id, authorId, kind, text, createdAt }: NoteRow): RequestNote => ({
  id,
  authorId,
  kind: RequestNote.shape.kind.parse(kind),
  text,
  createdAt: createdAt.toISOString(),
});

const Reviewed = z.array(Tool.pick({ name: true, pin: true }));
export type Reviewed = z.output<typeof Reviewed>;

/** What a reviewer saw and allowed. */
export const toReviewed = (stored: string | null): Reviewed =>
  stored === null ? [] : Reviewed.parse(JSON.parse(stored));
