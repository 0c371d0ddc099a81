import type { Permission } from './console-permission.ts';
import type { Principal, PrincipalSnapshot } from './identity.contract.ts';

const within = (rights: readonly Permission[], scopes: readonly Permission[] | null): Permission[] =>
  scopes === null ? [...rights] : rights.filter((right) => scopes.includes(right));

/**
 * A principal with the rights it has now: its scopes cut by what the person behind it may do. Teams and services have
 * their scopes and nothing else. Undefined for a person who is unknown, deactivated or of another organization.
 */
export const livePrincipal = (principal: Principal, live: PrincipalSnapshot | undefined): Principal | undefined => {
  if (principal.kind !== 'user') return { ...principal, permissions: principal.scopes ?? [] };
  if (!live?.isActive || live.organizationId !== principal.organizationId) return undefined;
  return { ...principal, permissions: within(live.permissions, principal.scopes), teamIds: live.teamIds };
};

/** Whether somebody may use a profile: by its access, and by the profiles their token is narrowed to. */
export const mayUseProfile = (
  profile: { id: string; organizationId: string; access: { everyone: boolean; teamIds: string[]; userIds: string[] } },
  principal: Pick<Principal, 'kind' | 'id' | 'organizationId' | 'permissions' | 'teamIds' | 'profileIds'>,
): boolean => {
  const { access, id, organizationId } = profile;
  if (organizationId !== principal.organizationId || !principal.permissions.includes('profile:use')) return false;
  if (principal.profileIds && !principal.profileIds.includes(id)) return false;
  const isNamed = principal.kind === 'user' && access.userIds.includes(principal.id);
  return access.everyone || isNamed || access.teamIds.some((teamId) => principal.teamIds.includes(teamId));
};
