import { Authenticator, Readiness } from '@archestra/service';
import { Global, Module } from '@nestjs/common';
import { Attempts } from './attempts.ts';
import { SessionController } from './session.controller.ts';
import { SessionService } from './session.service.ts';
import { ThrottleStore } from './throttle.store.ts';

/** Global because the access guard and open streams ask it who is there. */
@Global()
@Module({
  controllers: [SessionController],
  providers: [Attempts, Authenticator, SessionService, ThrottleStore],
  exports: [Attempts, Authenticator, SessionService],
})
export class SessionModule {
  constructor(readiness: Readiness, authenticator: Authenticator) {
    readiness.add('principals', () => {
      if (!authenticator.synced) throw new Error('revocations and rights have not been read yet');
    });
  }
}
