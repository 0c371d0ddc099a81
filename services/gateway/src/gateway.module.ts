import { McpLink } from '@archestra/mcp';
import { NATS } from '@archestra/messaging';
import { Authenticator, Readiness } from '@archestra/service';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { CallService } from './call/call.service.ts';
import { JudgeClient } from './call/judge.client.ts';
import { UpstreamService } from './upstream/upstream.service.ts';
import { Directory } from './catalog/directory.ts';
import { Exchange } from './door/exchange.ts';
import { AskController } from './llm-call/ask.controller.ts';
import { AskService } from './llm-call/ask.service.ts';
import { LlmCallService } from './llm-call/llm-call.service.ts';
import { LlmPath } from './llm-call/llm.path.ts';
import { LlmRecorder } from './llm-call/llm.recorder.ts';
import { PlanClient } from './llm-call/plan.client.ts';
import { Admission } from './llm-door/admission.ts';
import { LlmDoor } from './llm-door/llm.door.ts';
import { ServedCalls } from './llm-door/served.calls.ts';
import { AnswerGuard } from './llm-guard/answer.guard.ts';
import { GuardClient } from './llm-guard/guard.client.ts';
import { InspectedMemory } from './llm-guard/inspected.memory.ts';
import { RequestGuard } from './llm-guard/request.guard.ts';
import { ModelRouter } from './llm-model/model.router.ts';
import { ProviderIndex } from './llm-model/provider.index.ts';
import { Failover } from './llm-upstream/failover.ts';
import { ProviderClient } from './llm-upstream/provider.client.ts';
import { McpDoor } from './door/mcp.door.ts';
import { Dispatcher } from './method/dispatcher.ts';
import { GuardedMethods } from './method/guarded.methods.ts';
import { ProfileIndex } from './profile/profile.index.ts';
import { Recorder } from './record/recorder.ts';
import { RefusalRecorder } from './record/refusal.recorder.ts';
import { SessionRegistry } from './session/session.registry.ts';
import { SubscriptionService } from './stream/subscription.service.ts';

const models = [
  Admission,
  AnswerGuard,
  AskService,
  Failover,
  GuardClient,
  InspectedMemory,
  LlmCallService,
  LlmDoor,
  LlmPath,
  LlmRecorder,
  ModelRouter,
  PlanClient,
  ProviderClient,
  ProviderIndex,
  RequestGuard,
  ServedCalls,
];

@Module({
  controllers: [AskController],
  providers: [
    ...models,
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
    providers: ProviderIndex,
    private readonly link: McpLink,
  ) {
    readiness.add('profiles', () => {
      if (!profiles.synced) throw new Error('the profiles have not been read yet');
    });
    readiness.add('providers', () => {
      if (!providers.synced) throw new Error('the providers of models have not been read yet');
    });
    readiness.add('principals', () => {
      if (!authenticator.synced) throw new Error('revocations and rights have not been read yet');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.link.close();
  }
}
