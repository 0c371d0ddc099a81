import type { MessageContext } from '@archestra/messaging';

/** On whose behalf a question is asked, and for which organization. */
export interface Behalf {
  organizationId: string;
  /** `user:<id>` and the like; absent: nobody's, so that nobody can agree to anything. */
  principal: string | undefined;
}

/** A call without an organization belongs to no profile: the empty id matches none. */
export const behalfOf = ({
  organizationId,
  principal,
}: Pick<MessageContext, 'organizationId' | 'principal'>): Behalf => ({
  organizationId: organizationId ?? '',
  principal,
});
