import { profiles } from '@archestra/contracts';
import { Snapshots } from '@archestra/messaging';
import { CONFIG, log, Readiness, reportError, TextSeal } from '@archestra/service';
import type { FactoryProvider } from '@nestjs/common';
import { Approvals } from './approval/approvals.ts';
import { ApprovalStore } from './approval/approval.store.ts';
import { CallService } from './call/call.service.ts';
import { Judge } from './call/judge.ts';
import { AnswerService } from './conversation/answer.service.ts';
import { ConversationService } from './conversation/conversation.service.ts';
import { AnswerCacheStore } from './dual-llm/answer-cache.store.ts';
import { DualLlm } from './dual-llm/dual-llm.ts';
import { ModelClient } from './dual-llm/model.client.ts';
import { QuarantinedModels } from './dual-llm/quarantined-models.ts';
import { homeOf } from './lease/home.ts';
import { Lease } from './lease/lease.ts';
import { LeaseStore } from './lease/lease.store.ts';
import { Policies } from './policy/policies.ts';
import { PolicyCache } from './policy/policy-cache.ts';
import { PolicyStore } from './policy/policy.store.ts';
import { QuarantineService } from './quarantine/quarantine.service.ts';
import { QuarantineStore } from './quarantine/quarantine.store.ts';
import type { SanitizerConfig } from './sanitizer.config.ts';
import { Recorder } from './session/recorder.ts';
import { SessionLog } from './session/session-log.ts';
import { SessionStore } from './session/session.store.ts';
import { Sessions } from './session/sessions.ts';
import { sparing } from './trouble.ts';

const report = sparing(reportError);

/** Without the lease another process answers: end in order, and stand by after the restart. */
const end = (): void => {
  log.fatal('another process keeps the sessions now; this one ends');
  process.kill(process.pid, 'SIGTERM');
};

/** Creating the application waits for this one, so that a process without the lease takes no requests. */
const lease: FactoryProvider<Lease> = {
  provide: Lease,
  inject: [CONFIG, LeaseStore, Readiness],
  useFactory: async (
    { DATA_DIR, LEASE_MS, LEASE_BEAT_MS }: SanitizerConfig,
    store: LeaseStore,
    readiness: Readiness,
  ) => {
    const held = new Lease(store, {
      home: homeOf(DATA_DIR),
      leaseMs: LEASE_MS,
      beatMs: LEASE_BEAT_MS,
      onTaken: end,
      onTrouble: report,
    });
    log.info('waiting for the writer lease');
    await held.acquire();
    readiness.add('lease', () => {
      if (!held.isHeld) throw new Error('another process may keep the sessions');
    });
    return held;
  },
};

const policyCache: FactoryProvider<PolicyCache> = {
  provide: PolicyCache,
  inject: [CONFIG, PolicyStore],
  useFactory: async ({ POLICY_POLL_MS }: SanitizerConfig, store: PolicyStore) => {
    const cache = new PolicyCache(store, POLICY_POLL_MS, report);
    await cache.start();
    return cache;
  },
};

const policies: FactoryProvider<Policies> = {
  provide: Policies,
  inject: [Snapshots, PolicyCache, Readiness],
  useFactory: (snapshots: Snapshots, cache: PolicyCache, readiness: Readiness) => {
    const current = new Policies(snapshots.reader(profiles), cache);
    readiness.add('policies', () => {
      if (!current.isCurrent) throw new Error('profiles, contracts or block rules are not read yet');
    });
    return current;
  },
};

const sessionLog: FactoryProvider<SessionLog> = {
  provide: SessionLog,
  inject: [SessionStore, Lease, Readiness],
  useFactory: (store: SessionStore, held: Lease, readiness: Readiness) => {
    const written = new SessionLog(store, {
      holder: held.holder,
      lingerMs: 250,
      batch: 1_000,
      capacity: 20_000,
      retryMs: 100,
      onTaken: () => held.surrender(),
      onTrouble: report,
    });
    readiness.add('session log', () => {
      if (written.isFailing || written.isFull) throw new Error('what sessions saw cannot be written down');
    });
    return written;
  },
};

const sessions: FactoryProvider<Sessions> = {
  provide: Sessions,
  inject: [CONFIG, SessionStore],
  useFactory: ({ SESSION_IDLE_MS }: SanitizerConfig, store: SessionStore) =>
    new Sessions(store, { idleMs: SESSION_IDLE_MS, capacity: 50_000, openCallMs: 3_600_000, onTrouble: report }),
};

const judge: FactoryProvider<Judge> = {
  provide: Judge,
  inject: [CONFIG, Policies, Sessions, Recorder, Lease, ApprovalStore],
  useFactory: (
    { APPROVAL_LIFETIME_MS }: SanitizerConfig,
    ...[current, memory, recorder, held, store]: [Policies, Sessions, Recorder, Lease, ApprovalStore]
  ) =>
    new Judge({
      policies: current,
      sessions: memory,
      recorder,
      approvals: new Approvals(store, { lifetimeMs: APPROVAL_LIFETIME_MS }),
      lease: held,
      onTrouble: report,
    }),
};

const recorder: FactoryProvider<Recorder> = {
  provide: Recorder,
  inject: [SessionLog],
  useFactory: (written: SessionLog) => new Recorder(written),
};

const seal: FactoryProvider<TextSeal> = {
  provide: TextSeal,
  inject: [CONFIG],
  useFactory: ({ SECRET_KEY, SECRET_KEY_PREVIOUS }: SanitizerConfig) =>
    new TextSeal([SECRET_KEY, ...SECRET_KEY_PREVIOUS], 'archestra quarantined result 1'),
};

const dualLlm: FactoryProvider<DualLlm> = {
  provide: DualLlm,
  inject: [CONFIG, PolicyCache, QuarantinedModels, ModelClient, AnswerCacheStore, QuarantineStore],
  useFactory: (
    { DUAL_LLM_TIMEOUT_MS }: SanitizerConfig,
    ...[cache, models, client, answers, store]: [
      PolicyCache,
      QuarantinedModels,
      ModelClient,
      AnswerCacheStore,
      QuarantineStore,
    ]
  ) =>
    new DualLlm({
      settings: (organizationId) => cache.of(organizationId).dualLlm,
      models,
      client,
      cache: answers,
      bitsOf: (organizationId, sessionId) => store.bitsOf(organizationId, sessionId),
      timeoutMs: DUAL_LLM_TIMEOUT_MS,
      onTrouble: report,
    }),
};

const quarantine: FactoryProvider<QuarantineService> = {
  provide: QuarantineService,
  inject: [QuarantineStore, DualLlm, Policies],
  useFactory: (store: QuarantineStore, models: DualLlm, current: Policies) =>
    new QuarantineService({ store, dualLlm: models, policies: current, onTrouble: report }),
};

const calls: FactoryProvider<CallService> = {
  provide: CallService,
  inject: [CONFIG, Policies, Sessions, Recorder, Judge, QuarantineService],
  useFactory: (
    { COMMIT_TIMEOUT_MS }: SanitizerConfig,
    ...[current, memory, writer, decider, shield]: [Policies, Sessions, Recorder, Judge, QuarantineService]
  ) =>
    new CallService({
      shield,
      policies: current,
      sessions: memory,
      recorder: writer,
      judge: decider,
      commitTimeoutMs: COMMIT_TIMEOUT_MS,
      onTrouble: report,
    }),
};

const conversations: FactoryProvider<ConversationService> = {
  provide: ConversationService,
  inject: [CONFIG, Policies, Sessions, Recorder, Judge, QuarantineService],
  useFactory: (
    { COMMIT_TIMEOUT_MS }: SanitizerConfig,
    ...[current, memory, writer, decider, shield]: [Policies, Sessions, Recorder, Judge, QuarantineService]
  ) =>
    new ConversationService({
      policies: current,
      sessions: memory,
      recorder: writer,
      judge: decider,
      shield,
      commitTimeoutMs: COMMIT_TIMEOUT_MS,
      onTrouble: report,
    }),
};

const answers: FactoryProvider<AnswerService> = {
  provide: AnswerService,
  inject: [CONFIG, Policies, Recorder, Judge],
  useFactory: ({ COMMIT_TIMEOUT_MS }: SanitizerConfig, ...[current, writer, decider]: [Policies, Recorder, Judge]) =>
    new AnswerService({ policies: current, recorder: writer, judge: decider, commitTimeoutMs: COMMIT_TIMEOUT_MS }),
};

/** The parts that need more than their constructor, in the order they depend on each other. */
export const engine: FactoryProvider[] = [
  lease,
  policyCache,
  policies,
  sessionLog,
  sessions,
  recorder,
  judge,
  seal,
  dualLlm,
  quarantine,
  calls,
  conversations,
  answers,
];
