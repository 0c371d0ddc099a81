import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../build/build.ts';
import { serverRoot, type Home } from '../home/home.ts';
import { exclusively } from '../home/lock.ts';
import { passwordFor, readState, writeState, type State } from '../home/state.ts';
import { ensureInstalled } from '../install/install.ts';
import type { Part } from '../install/installed.ts';
import { runMainJob } from '../job/main-job.ts';
import { ADMIN_EMAIL } from '../plan/addresses.ts';
import { externalServers, type ExternalServers } from '../plan/external.ts';
import { addressesOf, makePlan } from '../plan/make-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { StepFailure } from '../progress/failure.ts';
import type { Progress } from '../progress/progress.ts';
import { followStart } from '../supervisor/follow.ts';
import { becomesReady } from '../supervisor/ready.ts';
import { liveStatus, startSupervisor, stopSupervisor } from '../supervisor/remote.ts';
import type { Status } from '../supervisor/status.ts';
import { connectLines } from './connect-lines.ts';

const wantedParts = ({ databaseUrl, natsUrl, redisUrl }: ExternalServers): Part[] => [
  ...(databaseUrl === undefined ? (['postgres'] as const) : []),
  ...(natsUrl === undefined ? (['nats'] as const) : []),
  ...(redisUrl === undefined ? (['redis'] as const) : []),
  'bubblewrap',
];

/** Is exactly this plan running, and does every service answer now? A service that is just being restarted gets a moment. */
const isCurrent = async (status: Status, plan: Plan): Promise<boolean> => {
  if (status.fingerprint !== plan.fingerprint || status.phase !== 'running') return false;
  const answers = await Promise.all(plan.processes.map(({ port }) => becomesReady(port, HEALTHY_WITHIN_MS)));
  return answers.every(Boolean);
};

const launch = async (home: Home, progress: Progress, plan: Plan): Promise<void> => {
  for (const { name } of plan.processes) mkdirSync(join(home.data, name), { recursive: true, mode: 0o700 });
  await startSupervisor(home, plan);
  try {
    await followStart(home, progress);
  } catch (error) {
    // A start that failed leaves nothing half running behind.
    await stopSupervisor(home);
    throw error;
  }
};

const HEALTHY_WITHIN_MS = 10_000;

interface Ground {
  home: Home;
  state: State;
  external: ExternalServers;
  progress: Progress;
}

const bringUp = async ({ home, state, external, progress }: Ground): Promise<void> => {
  const fingerprint = await build(home, progress);
  const input = { home, state, external, environment: process.env, build: fingerprint };
  const status = liveStatus(home);
  if (status && (await isCurrent(status, await makePlan({ ...input, isRunning: true })))) {
    progress.note(
      `Already running since ${new Date(Math.min(...status.processes.map(({ sinceMs }) => sinceMs))).toLocaleTimeString()}; every service answers.`,
    );
    return;
  }
  if (status) await progress.step('Stop what runs: code, settings or health changed', () => stopSupervisor(home));
  else await stopSupervisor(home);
  const plan = await makePlan({ ...input, isRunning: false });
  writeState(home, state);
  await launch(home, progress, plan);
};

const report = async ({ home, state, progress }: Ground): Promise<void> => {
  const addresses = addressesOf(state);
  const credentials = { adminEmail: ADMIN_EMAIL, adminPassword: passwordFor(state, 'admin') };
  const done = await progress.step('Call a tool and ask a model through the gateway', async () => {
    try {
      return await runMainJob({ addresses, credentials, known: state.demo, environment: process.env });
    } catch (error) {
      if (error instanceof StepFailure) throw error;
      throw new StepFailure(
        `A call did not succeed: ${String(error)}`,
        'Everything runs; look at ./start --logs gateway and at the console.',
        { cause: error },
      );
    }
  });
  const say = progress.note;
  say('');
  say(`Called   ${done.tool} ${JSON.stringify(done.arguments)}`);
  say(`Answer   ${done.result} (${done.tookMs.toFixed(1)} ms)`);
  say(`Record   ${done.recordUrl}`);
  say(`Asked    ${done.model} (${done.modelTookMs.toFixed(1)} ms)`);
  say(`Answer   ${done.modelAnswer.slice(0, 200)}`);
  say('');
  say(`Console  ${addresses.consoleUrl}`);
  say(`Sign in  ${credentials.adminEmail}`);
  say(
    state.isPasswordShown
      ? `Password the one of the first start (kept in ${home.stateFile}), or what you changed it to`
      : `Password ${credentials.adminPassword}  (shown once; change it in the console)`,
  );
  say('');
  for (const line of connectLines(done)) say(line);
  state.isPasswordShown = true;
  state.demo = { profileId: done.profileId, token: done.token };
  writeState(home, state);
};

/** `./start`: everything installed, built, running and proven by one call. */
export const up = (home: Home, progress: Progress): Promise<void> =>
  exclusively(home, async () => {
    const external = externalServers(process.env);
    if (external.natsUrl !== undefined)
      progress.warn('NATS_URL is given: every service uses its one login, so NATS does not keep the services apart.');
    await ensureInstalled(progress, wantedParts(external));
    const root = await serverRoot(home);
    if (root !== home.root)
      progress.note(`The servers' accounts cannot enter ${home.root}: their data are in ${root}.`);
    const state = readState(home, root);
    const ground = { home, state, external, progress };
    await bringUp(ground);
    await report(ground);
  });
