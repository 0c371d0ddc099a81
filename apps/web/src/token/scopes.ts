import type { Permission } from '@archestra/contracts';

/** What a token may do: everything its owner may, a usual choice, or exactly what was ticked. */
export type ScopeChoice = 'everything' | 'call' | 'read' | 'chosen';

/** Enough for an AI client: find the profile and call its tools. */
const forCalls: readonly Permission[] = ['profile:read', 'profile:use'];

/** The scopes a choice stands for, never more than the one who makes the token has; null: whatever the owner may do. */
export const scopesOf = (
  choice: ScopeChoice,
  { own, chosen }: { own: readonly Permission[]; chosen: readonly Permission[] },
): Permission[] | null => {
  if (choice === 'everything') return null;
  if (choice === 'call') return forCalls.filter((permission) => own.includes(permission));
  if (choice === 'read') return own.filter((permission) => permission.endsWith(':read'));
  return own.filter((permission) => chosen.includes(permission));
};
