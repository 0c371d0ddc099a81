import { identity, type Parsed } from '@archestra/contracts';
import { HandleRpc } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { SessionService } from './session.service.ts';

@Controller()
export class SessionController {
  constructor(private readonly sessions: SessionService) {}

  @HandleRpc(identity.createSession)
  create({ email, password }: Parsed<typeof identity.createSession>) {
    return this.sessions.create(email, password);
  }

  @HandleRpc(identity.verifySession)
  verify({ token }: Parsed<typeof identity.verifySession>) {
    return this.sessions.verify(token);
  }

  @HandleRpc(identity.deleteSession)
  async delete({ token }: Parsed<typeof identity.deleteSession>) {
    await this.sessions.delete(token);
    return {};
  }
}
