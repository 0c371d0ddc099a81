import { AppError, principals, type CallContext, type Permission, type PrincipalSnapshot } from '@archestra/contracts';
import { Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { NOBODY, type Holder } from './resolution.ts';

const refused = (): AppError =>
  new AppError('NOT_ALLOWED', 'Whoever makes this call is not an active member of this organization.');
const notKnownYet = (): AppError =>
  new AppError('PEER_UNAVAILABLE', 'People and their teams are not known here yet. Try again in a moment.');

/** Kind and id of an `x-principal` header. */
export const parsePrincipal = (principal: string | undefined): { kind: string; id: string } => {
  const at = principal?.indexOf(':') ?? -1;
  if (principal === undefined || at < 1) throw refused();
  return { kind: principal.slice(0, at), id: principal.slice(at + 1) };
};

/** Says whose credentials a caller may use and keep, by the live rights of people. */
@Injectable()
export class Holders {
  private readonly people: SnapshotReader<typeof principals>;

  constructor(snapshots: Snapshots) {
    this.people = snapshots.reader(principals);
  }

  /** Whether it can be told that somebody is nobody. */
  get areKnown(): boolean {
    return this.people.synced;
  }

  /** Throws `NOT_ALLOWED` for whom it does not know; never asks anybody. */
  of({ organizationId, principal }: CallContext): Holder {
    const { kind, id } = parsePrincipal(principal);
    if (kind === 'team') return { userId: null, teamIds: [id] };
    if (kind === 'service') return NOBODY;
    if (kind !== 'user') throw refused();
    return { userId: id, teamIds: this.person(id, organizationId).teamIds };
  }

  /** Whether the caller has a permission now. What tokens are narrowed to is checked where they come in. */
  may(context: CallContext, permission: Permission): boolean {
    const { kind, id } = parsePrincipal(context.principal);
    if (kind === 'team' || kind === 'service') return true;
    if (kind !== 'user') throw refused();
    return this.person(id, context.organizationId).permissions.includes(permission);
  }

  /** Calls back with the id of a person whose rights changed. Returns the way to stop that. */
  onChange(listener: (userId: string) => void): () => void {
    return this.people.onChange(listener);
  }

  private person(id: string, organizationId: string | undefined): PrincipalSnapshot {
    const person = this.people.get(id);
    if (!person && !this.people.synced) throw notKnownYet();
    if (!person?.isActive || person.organizationId !== organizationId) throw refused();
    return person;
  }
}
