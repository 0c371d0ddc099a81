import type { Evidence, ServerRequest } from '@archestra/contracts';
import type { Caller } from '../route/caller.ts';
import { visibleSource } from '../server/visible-source.ts';

type Shown = ServerRequest & { evidence?: Evidence | null };

/**
 * A wish for an item of the catalog repeats the item, whose set-up is for those who write the catalog, and for those who decide. Its
 * log may quote that set-up. What somebody asks for anew is their own.
 */
export const shownRequest = <R extends Shown>(caller: Pick<Caller, 'has'>, request: R): R => {
  if (request.catalogItemId === null || caller.has('catalog:write') || caller.has('server-request:review'))
    return request;
  const draft = { ...request.draft, source: visibleSource(request.draft.source) };
  return { ...request, draft, ...(request.evidence ? { evidence: { ...request.evidence, log: [] } } : {}) };
};
