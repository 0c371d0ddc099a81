import { builtInRoles, type Permission } from '@archestra/contracts';

/** What a test believes of one organization, by rules of its own. */
export interface Model {
  organizationId: string;
  users: Map<string, { role: string; isActive: boolean }>;
  teams: Map<string, { name: string; members: Map<string, boolean> }>;
  roles: Map<string, { name: string; permissions: Permission[] }>;
  tokens: Map<string, ModelToken>;
}

export interface ModelToken {
  kind: 'user' | 'team' | 'service';
  ownerId: string;
  scopes: Permission[] | null;
  hash: string;
  isRevoked: boolean;
}

export const emptyModel = (organizationId: string): Model => ({
  organizationId,
  users: new Map(),
  teams: new Map(),
  roles: new Map(),
  tokens: new Map(),
});

const isSubset = (some: Iterable<Permission>, all: ReadonlySet<Permission>): boolean =>
  [...some].every((permission) => all.has(permission));

/** What a role allows here; undefined for roles of others and roles that are not there. */
const roleRights = ({ roles }: Model, role: string, isOperator: boolean): Permission[] | undefined => {
  if (role === 'admin') return [...builtInRoles.admin, ...(isOperator ? (['organization:create'] as const) : [])];
  if (role === 'editor' || role === 'member' || role === 'auditor') return [...builtInRoles[role]];
  return roles.get(role)?.permissions;
};

/** The rules, written a second time: what may happen in this organization. */
export class Oracle {
  constructor(
    readonly model: Model,
    private readonly isOperator: boolean,
  ) {}

  rights(userId: string): ReadonlySet<Permission> {
    const user = this.model.users.get(userId);
    return new Set(user?.isActive ? this.roleOf(user.role) : []);
  }

  teamsOf(userId: string): string[] {
    if (!this.model.users.get(userId)?.isActive) return [];
    return [...this.model.teams].filter(([, team]) => team.members.has(userId)).map(([id]) => id);
  }

  createTeam(actor: string, name: string): boolean {
    return this.has(actor, 'team:write') && ![...this.model.teams.values()].some((team) => team.name === name);
  }

  deleteTeam(actor: string, id: string): boolean {
    return this.has(actor, 'team:write') && this.model.teams.has(id);
  }

  setMember(actor: string, id: string, userId: string): boolean {
    return this.decides(actor, id) && this.model.users.get(userId)?.isActive === true;
  }

  deleteMember(actor: string, id: string, userId: string): boolean {
    return this.decides(actor, id) && this.model.teams.get(id)?.members.has(userId) === true;
  }

  createRole(actor: string, name: string, permissions: Permission[]): boolean {
    return this.has(actor, 'role:write') && this.grants(actor, permissions) && this.isFree(name);
  }

  updateRole(actor: string, id: string, name: string, permissions: Permission[]): boolean {
    const role = this.model.roles.get(id);
    if (!role || !this.has(actor, 'role:write') || this.model.users.get(actor)?.role === id) return false;
    return this.grants(actor, role.permissions) && this.grants(actor, permissions) && this.isFree(name, id);
  }

  deleteRole(actor: string, id: string): boolean {
    const role = this.model.roles.get(id);
    const isHeld = [...this.model.users.values()].some((user) => user.role === id);
    return role !== undefined && !isHeld && this.has(actor, 'role:write') && this.grants(actor, role.permissions);
  }

  setRole(actor: string, userId: string, role: string): boolean {
    const permissions = roleRights(this.model, role, this.isOperator);
    if (!permissions || !this.mayChange(actor, userId) || !this.grants(actor, permissions)) return false;
    return role === 'admin' || !this.isLastAdmin(userId);
  }

  setActive(actor: string, userId: string, isActive: boolean): boolean {
    return this.mayChange(actor, userId) && (isActive || !this.isLastAdmin(userId));
  }

  createToken(actor: string, scopes: Permission[] | null): boolean {
    return this.has(actor, 'token:write') && this.grants(actor, scopes ?? []);
  }

  createShared(actor: string, teamId: string | null, scopes: Permission[]): boolean {
    if (!this.has(actor, 'shared-token:write') || !this.grants(actor, scopes)) return false;
    if (teamId === null) return true;
    const team = this.model.teams.get(teamId);
    return team !== undefined && (this.has(actor, 'team:write') || team.members.has(actor));
  }

  invite(actor: string, role: string, teamIds: string[]): boolean {
    const permissions = roleRights(this.model, role, this.isOperator);
    if (!permissions || !this.has(actor, 'invitation:write') || !this.grants(actor, permissions)) return false;
    return teamIds.every((id) => this.decides(actor, id));
  }

  /** What a token gives right now; undefined when it gives nothing. */
  tokenRights(token: ModelToken): { permissions: Permission[]; teamIds: string[] } | undefined {
    if (token.isRevoked) return undefined;
    if (token.kind === 'service') return { permissions: token.scopes ?? [], teamIds: [] };
    if (token.kind === 'team') return { permissions: token.scopes ?? [], teamIds: [token.ownerId] };
    if (!this.model.users.get(token.ownerId)?.isActive) return undefined;
    const permissions = [...this.rights(token.ownerId)].filter((one) => token.scopes?.includes(one) ?? true);
    return { permissions, teamIds: this.teamsOf(token.ownerId) };
  }

  private has(actor: string, permission: Permission): boolean {
    return this.rights(actor).has(permission);
  }

  private grants(actor: string, permissions: Iterable<Permission>): boolean {
    return isSubset(permissions, this.rights(actor));
  }

  private decides(actor: string, id: string): boolean {
    const team = this.model.teams.get(id);
    if (!team || !this.model.users.get(actor)?.isActive) return false;
    return this.has(actor, 'team:write') || team.members.get(actor) === true;
  }

  private isFree(name: string, except?: string): boolean {
    return ![...this.model.roles].some(([id, role]) => id !== except && role.name.toLowerCase() === name.toLowerCase());
  }

  private roleOf(role: string): Permission[] {
    return roleRights(this.model, role, this.isOperator) ?? [];
  }

  private mayChange(actor: string, userId: string): boolean {
    const user = this.model.users.get(userId);
    if (!user || userId === actor || !this.has(actor, 'user:write')) return false;
    return this.grants(actor, this.roleOf(user.role));
  }

  private isLastAdmin(userId: string): boolean {
    const user = this.model.users.get(userId);
    if (user?.role !== 'admin' || !user.isActive) return false;
    return ![...this.model.users].some(([id, other]) => id !== userId && other.role === 'admin' && other.isActive);
  }
}
