import { AppError, type EgressAttempt, type Evidence, type orchestrator, type Parsed } from '@archestra/contracts';
import { scan } from '@archestra/policy';
import { reportError } from '@archestra/service';
import type { EgressService } from '../egress/egress.service.ts';
import type { PackageToRun } from '../package/installer.ts';
import type { PackageService } from '../package/package.service.ts';
import { TRIAL_INSTANCE } from '../runtime/instance-name.ts';
import type { InstanceRef, LaunchSpec, RunningServer, Runtime } from '../runtime/runtime.ts';
import { integrityOf, licenceOf } from './licence.ts';
import { Notes, observe, type Observation, type Talk } from './observation.ts';

type Candidate = Parsed<typeof orchestrator.runTrial>;

export interface TrialPorts {
  readonly packages: PackageService;
  /** One that refuses to run anything without a sandbox. */
  readonly runtime: Runtime;
  readonly egress: Pick<EgressService, 'prepare' | 'release' | 'listen'>;
  readonly fetch: Talk['fetch'];
}

/** How long a candidate is watched after it told of its tools: what it does at leisure counts, too. */
const WATCH_MS = 2_000;
const STOP_MS = 300;
/** A reviewer is waiting. */
const LIMIT_MS = 165_000;
const MAX_ATTEMPTS = 100;
const MAX_FINDINGS_CHARACTERS = 80_000;
const MAX_MESSAGE = 2_000;

type Partial_ = Partial<Omit<Evidence, 'outcome' | 'startedAt' | 'durationMs'>>;

/** Runs candidates once, in the sandbox servers run in, without any network and without anything of the host. */
export class TrialService {
  constructor(
    private readonly ports: TrialPorts,
    private readonly watchMs = WATCH_MS,
  ) {}

  /** Never throws for what the candidate does: that is evidence. */
  async run(candidate: Candidate, organizationId: string): Promise<Evidence> {
    const startedAtMs = Date.now();
    const finish = (outcome: Evidence['outcome'], message: string, found: Partial_ = {}): Evidence => ({
      ...{
        facts: null,
        tools: [],
        findings: [],
        egress: [],
        filesWritten: null,
        licence: null,
        integrity: null,
        log: [],
      },
      ...found,
      outcome,
      message: message.slice(0, MAX_MESSAGE),
      startedAt: new Date(startedAtMs).toISOString(),
      durationMs: Date.now() - startedAtMs,
    });
    const known = this.withoutRunning(candidate);
    if (known) return finish('unreachable', known.message, known.found);
    const trial = new Trial(this.ports, candidate, { organizationId, watchMs: this.watchMs });
    try {
      await withinTime(trial.run());
      return finish('ran', trial.sentence(), trial.found());
    } catch (error) {
      if (!(error instanceof AppError)) reportError(error, `trial ${candidate.trialId}`);
      const message = error instanceof AppError ? error.message : 'The first run failed for a reason of the platform.';
      return finish('failed', message, trial.found());
    } finally {
      await trial.clear();
    }
  }

  private withoutRunning({ source }: Candidate): { message: string; found: Partial_ } | undefined {
    if (source.kind === 'remote') {
      const host = new URL(source.url).host;
      const message = `A remote server is run by somebody else and was not asked anything. Its tools are read when it is deployed; whoever operates ${host} sees what is sent there.`;
      return { message, found: {} };
    }
    if (source.kind === 'image' && this.ports.runtime.kind === 'process') {
      const integrity = /@(sha256:[0-9a-f]{64})$/.exec(source.image)?.[1] ?? null;
      const pin = integrity === null ? ' The image is named without a digest: what runs later may be another one.' : '';
      return {
        message: `Container images run on Kubernetes only, and this platform runs processes.${pin}`,
        found: { integrity },
      };
    }
    return undefined;
  }
}

/** One first run: what was seen so far is there at any moment, however it ends. */
class Trial {
  private readonly notes = new Notes();
  private readonly attempts: EgressAttempt[] = [];
  private readonly ref: InstanceRef;
  private readonly stopListening: () => void;
  private server: RunningServer | undefined;
  private observation: Observation | undefined;
  private seen: Pick<Evidence, 'filesWritten' | 'licence' | 'integrity'> = {
    filesWritten: null,
    licence: null,
    integrity: null,
  };
  private isOver = false;

  constructor(
    private readonly ports: TrialPorts,
    private readonly candidate: Candidate,
    private readonly how: { readonly organizationId: string; readonly watchMs: number },
  ) {
    this.ref = { organizationId: how.organizationId, serverId: candidate.trialId, instance: TRIAL_INSTANCE };
    this.stopListening = ports.egress.listen(this.ref, (attempt) => void this.attempts.push(attempt));
  }

  async run(): Promise<void> {
    const workload = await this.workload();
    const { source } = this.candidate;
    if (source.kind === 'remote' || this.isOver) return;
    this.server = await this.ports.runtime.launch({
      ...this.ref,
      name: this.candidate.name,
      workload,
      environment: { ...source.environment, ...this.candidate.configuration },
      secrets: {},
      egress: await this.ports.egress.prepare(this.ref, []),
      limits: source.limits,
    });
    // Ended while it was being started: nobody waits for it any more.
    if (this.isOver) return void (await this.server.stop(STOP_MS));
    this.notes.follow(this.server);
    try {
      this.observation = await observe(this.server, { notes: this.notes, fetch: this.ports.fetch });
      await Promise.race([after(this.how.watchMs), this.server.exited]);
    } finally {
      await this.look();
    }
  }

  found(): Partial_ {
    const { facts = null, tools = [] } = this.observation ?? {};
    const findings = scan({ tools, instructions: facts?.instructions, knownTools: this.candidate.knownTools });
    return {
      ...this.seen,
      facts,
      tools,
      findings: fitting(findings),
      egress: this.attempts
        .slice(0, MAX_ATTEMPTS)
        .map(({ host, port, verdict, reason }) => ({ host, port, verdict, reason })),
      log: this.notes.all(),
    };
  }

  sentence(): string {
    const { tools = [], refused = [] } = this.observation ?? {};
    const attempts =
      this.attempts.length === 0 ? 'tried to reach nothing' : `tried to reach something ${this.attempts.length} times`;
    return [`It started, told of ${tools.length} tools and ${attempts}.`, ...refused].join(' ');
  }

  /** Whatever became of it, nothing of it stays. */
  async clear(): Promise<void> {
    this.isOver = true;
    await this.server?.stop(STOP_MS);
    await this.ports.runtime.remove(this.ref).catch((error: unknown) => reportError(error, 'end of a trial'));
    this.stopListening();
    this.ports.egress.release(this.ref);
  }

  private async workload(): Promise<LaunchSpec['workload']> {
    const { source } = this.candidate;
    if (source.kind === 'image') {
      this.seen = { ...this.seen, integrity: /@(sha256:[0-9a-f]{64})$/.exec(source.image)?.[1] ?? null };
      return source;
    }
    if (source.kind === 'remote') throw new AppError('INTERNAL', 'Remote servers are not run.');
    return this.install(source);
  }

  private async install(source: PackageToRun): Promise<LaunchSpec['workload']> {
    const installed = await this.ports.packages.ensure(source);
    const [licence, integrity] = await Promise.all([licenceOf(source, installed), integrityOf(source, installed)]);
    this.seen = { ...this.seen, licence, integrity };
    // Directories of the host are for servers somebody has approved.
    return { kind: 'package', ...installed, directories: [] };
  }

  private async look(): Promise<void> {
    // A candidate that has ended, or answers nonsense where it should list, shows nothing.
    const filesWritten = (await this.server?.filesWritten().catch(() => null)) ?? null;
    this.seen = { ...this.seen, filesWritten };
  }
}

/** The evidence travels in one message with all definitions; findings are sorted, so the least are left out. */
const fitting = (findings: Evidence['findings']): Evidence['findings'] => {
  let left = MAX_FINDINGS_CHARACTERS;
  return findings.filter((finding) => (left -= JSON.stringify(finding).length) > 0);
};

const after = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const withinTime = async (work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new AppError('SERVER_UNAVAILABLE', 'The first run took too long and was ended.');
    timer = setTimeout(() => reject(error), LIMIT_MS);
  });
  work.catch(() => undefined);
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
};
