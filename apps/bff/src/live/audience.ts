import type { Permission, Principal } from '@archestra/contracts';

/** Whether somebody of the organization may see something. */
export type Audience = (reader: Pick<Principal, 'kind' | 'id' | 'permissions' | 'teamIds'>) => boolean;

/** Everybody who has one of these permissions. */
export const everybodyWith =
  (...permissions: Permission[]): Audience =>
  (reader) =>
    permissions.some((permission) => reader.permissions.includes(permission));

/** Whoever it belongs to, who still needs the permission to see what is their own; and whoever may see everybody's. */
export const ownOr =
  (needs: Permission, owner: { kind: string; id: string } | null, ...manage: Permission[]): Audience =>
  (reader) => {
    if (!reader.permissions.includes(needs)) return false;
    return (owner?.kind === reader.kind && owner.id === reader.id) || everybodyWith(...manage)(reader);
  };
