import { McpLink } from '@archestra/mcp';
import { NATS } from '@archestra/messaging';
import { Authenticator, Readiness } from '@archestra/service';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { CallService } from './call/call.service.ts';
import { JudgeClient } from './call/judge.client.ts';
import { UpstreamService } from './upstream/upstream.service.ts';
import { Directory } from './catalog/directory.ts';
import { Exchange } from './door/exchange.ts';
import { McpDoor } from './door/mcp.door.ts';
import { Dispatcher } from './method/dispatcher.ts';
import { GuardedMethods } from './method/guarded.methods.ts';
import { ProfileIndex } from './profile/profile.index.ts';
import { Recorder } from './record/recorder.ts';
import { RefusalRecorder } from './record/refusal.recorder.ts';
import { SessionRegistry } from './session/session.registry.ts';
import { SubscriptionService } from './stream/subscription.service.ts';

@Module({
  providers: [
    {
      provide: McpLink,
      useFactory: (connection: ConstructorParameters<typeof McpLink>[0]) => new McpLink(connection),
      inject: [NATS],
    },
    Authenticator,
    ProfileIndex,
    SessionRegistry,
    JudgeClient,
    UpstreamService,
    Recorder,
    RefusalRecorder,
    CallService,
    Directory,
    GuardedMethods,
    Dispatcher,
    SubscriptionService,
    Exchange,
    McpDoor,
  ],
})
export class GatewayModule implements OnApplicationShutdown {
  constructor(
    readiness: Readiness,
    profiles: ProfileIndex,
    authenticator: Authenticator,
    private readonly link: McpLink,
  ) {
    readiness.add('profiles', () => {
      if (!profiles.synced) throw new Error('the profiles have not been read yet');
    });
    readiness.add('principals', () => {
      if (!authenticator.synced) throw new Error('revocations and rights have not been read yet');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.link.close();
  }
}
