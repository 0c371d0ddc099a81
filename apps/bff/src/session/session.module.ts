import { Global, Module } from '@nestjs/common';
import { SessionController } from './session.controller.ts';
import { SessionService } from './session.service.ts';
import { ThrottleStore } from './throttle.store.ts';
import { UserController } from './user.controller.ts';

/** Global because the access guard and open streams ask it who is there. */
@Global()
@Module({
  controllers: [SessionController, UserController],
  providers: [SessionService, ThrottleStore],
  exports: [SessionService],
})
export class SessionModule {}
