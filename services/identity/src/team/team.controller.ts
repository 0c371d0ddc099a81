import { identity, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { changeOf, organizationIdOf } from '../organization/organization.ts';
import { Principals } from '../principal/principals.ts';
import { Revocation } from '../token/revocation.ts';
import { TeamStore } from './team.store.ts';

@Controller()
export class TeamController {
  constructor(
    private readonly teams: TeamStore,
    private readonly principals: Principals,
    private readonly revocation: Revocation,
  ) {}

  @HandleRpc(identity.listTeams)
  list(request: Parsed<typeof identity.listTeams>, context: MessageContext) {
    return this.teams.list(organizationIdOf(context), request);
  }

  @HandleRpc(identity.getTeam)
  get({ id }: Parsed<typeof identity.getTeam>, context: MessageContext) {
    return this.teams.get(organizationIdOf(context), id);
  }

  @HandleRpc(identity.createTeam)
  create({ actor, ...draft }: Parsed<typeof identity.createTeam>, context: MessageContext) {
    return this.teams.create(changeOf(actor, context), draft);
  }

  @HandleRpc(identity.updateTeam)
  update({ actor, id, ...draft }: Parsed<typeof identity.updateTeam>, context: MessageContext) {
    return this.teams.update(changeOf(actor, context), id, draft);
  }

  @HandleRpc(identity.deleteTeam)
  async delete({ actor, id }: Parsed<typeof identity.deleteTeam>, context: MessageContext) {
    const { memberIds, revoked } = await this.teams.delete(changeOf(actor, context), id);
    await this.revocation.spreadAll(revoked);
    await this.principals.spread(memberIds);
    return {};
  }

  @HandleRpc(identity.setTeamMember)
  async setMember({ actor, id, ...member }: Parsed<typeof identity.setTeamMember>, context: MessageContext) {
    const team = await this.teams.setMember(changeOf(actor, context), id, member);
    await this.principals.spread([member.userId]);
    return team;
  }

  @HandleRpc(identity.deleteTeamMember)
  async deleteMember({ actor, id, userId }: Parsed<typeof identity.deleteTeamMember>, context: MessageContext) {
    const team = await this.teams.deleteMember(changeOf(actor, context), id, userId);
    await this.principals.spread([userId]);
    return team;
  }
}
