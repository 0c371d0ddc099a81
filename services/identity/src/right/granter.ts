import { AppError, type Actor, type Permission } from '@archestra/contracts';

/** A person as far as rights are concerned. */
export interface Rightful {
  id: string;
  isActive: boolean;
  permissions: readonly Permission[];
  teamIds: readonly string[];
  ledTeamIds: readonly string[];
}

const refuse = (message: string, details?: Record<string, unknown>): AppError =>
  new AppError('NOT_ALLOWED', message, details ? { details } : {});

/** Who is in a team is decided by its leads and by people with `team:write`. */
export const decidesOn = ({ permissions, ledTeamIds }: Rightful, teamId: string): boolean =>
  permissions.includes('team:write') || ledTeamIds.includes(teamId);

/** Somebody who acts on the rights of others. They hand on what they have at this moment and nothing else. */
export class Granter {
  readonly id: string;
  private readonly permissions: ReadonlySet<Permission>;
  /** False when only a part of the person's rights came with the request: it was made by a narrowed token. */
  readonly isWhole: boolean;

  /** `claimed` is what the request came with; it counts as far as the person still has it. Throws `NOT_ALLOWED` for nobody. */
  constructor(
    private readonly person: Rightful | undefined,
    { userId, permissions }: Actor,
  ) {
    if (!person?.isActive || person.id !== userId) throw refuse('You are not active in this organization any more.');
    this.id = person.id;
    const claimed = new Set(permissions);
    this.permissions = new Set(person.permissions.filter((permission) => claimed.has(permission)));
    this.isWhole = person.permissions.every((permission) => claimed.has(permission));
  }

  has(permission: Permission): boolean {
    return this.permissions.has(permission);
  }

  assertHas(permission: Permission): void {
    if (!this.has(permission)) throw refuse(`This needs the permission ${permission}.`, { permission });
  }

  /** Throws `NOT_ALLOWED` that names what is missing. */
  assertGrants(permissions: readonly Permission[]): void {
    const missing = permissions.filter((permission) => !this.has(permission));
    if (missing.length > 0)
      throw refuse(`Nobody grants what they do not have. You lack ${missing.join(', ')}.`, { missing });
  }

  /** Throws `NOT_ALLOWED` for oneself, and for people and roles with rights the granter does not have. */
  assertMayChange(target: { id: string; permissions: readonly Permission[] }): void {
    if (target.id === this.id) throw refuse('Somebody else has to change your own rights.');
    const missing = target.permissions.filter((permission) => !this.has(permission));
    if (missing.length > 0) throw refuse('They have rights that you do not have.', { missing });
  }

  /**
   * Who is in a team is for those with `team:write` and for its leads. No permission stands for leading, so a token that
   * is narrowed to some does not lead.
   */
  assertDecidesOn(teamId: string): void {
    if (this.has('team:write') || (this.isWhole && this.person?.ledTeamIds.includes(teamId))) return;
    throw refuse('Who is in this team is decided by its leads and by people with team:write.');
  }

  /** What a team may do may be handed on by those who are in it or could join it. */
  assertSpeaksFor(teamId: string): void {
    if (this.has('team:write') || this.person?.teamIds.includes(teamId)) return;
    throw refuse('You are not in this team.');
  }
}
