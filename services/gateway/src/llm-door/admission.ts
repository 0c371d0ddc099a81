import { AppError, type Principal } from '@archestra/contracts';
import { Authenticator, CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { checkOrigin } from '../door/origin.ts';
import type { GatewayConfig } from '../gateway.config.ts';
import { ProfileIndex, type IndexedProfile } from '../profile/profile.index.ts';
import { checkMayAsk } from './may-ask.ts';

export type LlmRequest = FastifyRequest<{ Params: { profileId?: string } }>;

/** Who asks, and through which profile. */
export interface Admitted {
  readonly principal: Principal;
  readonly profile: IndexedProfile | undefined;
}

/** Clients of Anthropic show their token in a header of its own. */
const authorizationOf = ({ headers }: LlmRequest): string | undefined => {
  const key = headers['x-api-key'];
  return typeof key === 'string' && headers.authorization === undefined ? `Bearer ${key}` : headers.authorization;
};

/** Says who may ask models. */
@Injectable()
export class Admission {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly profiles: ProfileIndex,
    @Inject(CONFIG) private readonly config: GatewayConfig,
  ) {}

  /** Throws a typed error for everybody who may not; `seen` learns who it was as soon as it is known. */
  async admit(request: LlmRequest, seen: { principal?: Principal }): Promise<Admitted> {
    checkOrigin(request.headers.origin, this.config.GATEWAY_ALLOWED_ORIGINS);
    const found = this.authenticator.authenticate(authorizationOf(request));
    const principal = found instanceof Promise ? await found : found;
    seen.principal = principal;
    checkMayAsk(principal);
    const profileId = request.params.profileId ?? onlyProfile(principal);
    return { principal, profile: profileId === undefined ? undefined : this.profiles.get(profileId, principal) };
  }
}

/** A token that is narrowed to one profile means that one; one that is narrowed to several has to say which. One that may use none asks without. */
const onlyProfile = ({ profileIds }: Principal): string | undefined => {
  if (profileIds === null || profileIds.length === 0) return undefined;
  if (profileIds.length === 1) return profileIds[0];
  throw new AppError(
    'NOT_ALLOWED',
    'This token is for certain profiles only. Put the id of one into the address: /v1/openai/<profile id>/…',
  );
};
