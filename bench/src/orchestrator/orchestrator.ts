import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startInstallation, type Installation } from '@archestra/local';
import { findCluster, kubectl, onCluster, tidesImage } from '@archestra/testing/cluster';
import { machine } from '../measure/machine.ts';
import { usageOf } from '../measure/process-usage.ts';
import { barePod } from './bare-pod.ts';
import { countingApi, type CountingApi } from './counting-api.ts';
import { BenchPlatform, type Source } from './platform.ts';

// A run that was cut off leaves its namespace to the operator that is gone; the next one does not wait for it.
const NAMESPACE = `archestra-bench-${Date.now().toString(36)}`;
const IDLE_MS = 4_000;
const MEBIBYTE = 1024 ** 2;

interface Options {
  rounds: number;
  servers: number;
  seconds: number;
}

const image = (reference: string): Source => ({
  kind: 'image',
  image: reference,
  transport: 'http',
});

const say = (label: string, values: number[]): void => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)} ms`;
  console.log(`${label.padEnd(34)} p50 ${at(0.5).padStart(9)}   max ${at(1).padStart(9)}   (${values.length} times)`);
};

const checked = (answer: string): void => {
  if (answer !== 'High water at Husum') throw new Error(`Not the answer: ${answer}`);
};

/** From the request to install until the first right answer of its tool; and where to call it. */
const installToFirstCall = async (
  platform: BenchPlatform,
  reference: string,
  index: number,
): Promise<{ ms: number; url: string }> => {
  const startedAt = performance.now();
  const { id } = await platform.install(`install-${index}`, image(reference));
  await platform.until((servers) => servers.some((server) => server.id === id && server.status === 'ready'));
  const url = await platform.grant(id);
  checked(await platform.call(url, 'tide', { harbour: 'Husum' }));
  return { ms: performance.now() - startedAt, url };
};

/** From a call to a server that is scaled to zero until its right answer. */
const wake = async (platform: BenchPlatform, url: string): Promise<number> => {
  await platform.until((servers) => servers.every(({ runtime }) => !runtime || runtime.phase === 'asleep'));
  // The pod is asked to end when the server falls asleep, and takes a moment for it.
  await pause(2_000);
  const startedAt = performance.now();
  checked(await platform.call(url, 'tide', { harbour: 'Husum' }));
  return performance.now() - startedAt;
};

const platformOn = async (environment: Record<string, string>): Promise<[Installation, BenchPlatform]> => {
  const installation = await startInstallation({ LOG_LEVEL: 'warn', ...environment });
  const platform = new BenchPlatform(installation);
  await platform.signIn();
  return [installation, platform];
};

const remove = async (platform: BenchPlatform): Promise<void> => {
  await platform.removeAll();
  await platform.until((servers) => servers.every(({ source }) => source.kind === 'builtin'));
};

/** Install and wake, each beside a bare pod with the same image in the same round. */
const latencies = async (environment: Record<string, string>, reference: string, { rounds }: Options) => {
  const times = { bare: [] as number[], install: [] as number[], wake: [] as number[] };
  const [installation, platform] = await platformOn({ ...environment, SERVER_IDLE_MS: String(IDLE_MS) });
  try {
    await remove(platform);
    for (let round = 0; round < rounds; round += 1) {
      times.bare.push(barePod(NAMESPACE, reference, round));
      const { ms, url } = await installToFirstCall(platform, reference, round);
      times.install.push(ms);
      times.wake.push(await wake(platform, url));
      await remove(platform);
    }
  } finally {
    await installation.stop();
  }
  return times;
};

const rise = (after: Record<string, number>, before: Record<string, number>, seconds: number) =>
  Object.fromEntries(
    Object.entries(after).map(([kind, count]) => [kind, (((count - (before[kind] ?? 0)) * 60) / seconds).toFixed(1)]),
  );

/** Many servers at rest: what the operator asks of the API, and what the orchestrator holds in memory. */
const steady = async (
  environment: Record<string, string>,
  reference: string,
  { servers: count, seconds, api }: Options & { api: CountingApi },
) => {
  const [installation, platform] = await platformOn({ ...environment, KUBECONFIG: api.kubeconfig });
  try {
    await remove(platform);
    const startBytes = usageOf(installation.pidOf('orchestrator')).rssBytes;
    const startedAt = performance.now();
    for (let index = 0; index < count; index += 1) await platform.install(`steady-${index}`, image(reference));
    await platform.until(
      (all) => all.filter(({ status, source }) => status === 'ready' && source.kind === 'image').length === count,
    );
    const readyMs = performance.now() - startedAt;
    await pause(15_000);
    const [before, cpuBefore] = [api.counts(), usageOf(installation.pidOf('orchestrator')).cpuMs];
    await pause(seconds * 1_000);
    const { rssBytes, cpuMs } = usageOf(installation.pidOf('orchestrator'));
    const perMinute = rise(api.counts(), before, seconds);
    await remove(platform);
    return {
      readyMs,
      perMinute,
      rssMiB: rssBytes / MEBIBYTE,
      startMiB: startBytes / MEBIBYTE,
      cpu: (cpuMs - cpuBefore) / seconds / 1_000,
    };
  } finally {
    await installation.stop();
  }
};

/** After a failure nobody is left to take the finalizers off. */
const letGo = (): void => {
  for (const name of kubectl(['-n', NAMESPACE, 'get', 'mcpservers', '-o', 'name']).split('\n').filter(Boolean))
    kubectl(['-n', NAMESPACE, 'patch', name, '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
};

/** A namespace of its own on the cluster this machine has, and a door that counts what is asked of it. */
const openCluster = async (): Promise<{ api: CountingApi; close: () => void }> => {
  const cluster = findCluster(process.env);
  if ('lacking' in cluster) throw new Error(cluster.lacking);
  Object.assign(process.env, cluster.environment);
  const folder = mkdtempSync(join(tmpdir(), 'archestra-bench-'));
  kubectl(['create', 'namespace', NAMESPACE]);
  kubectl(['label', 'namespace', NAMESPACE, 'pod-security.kubernetes.io/enforce=restricted']);
  const api = await countingApi(folder);
  const close = (): void => {
    api.close();
    letGo();
    kubectl(['delete', 'namespace', NAMESPACE, '--wait=false']);
    rmSync(folder, { recursive: true, force: true });
  };
  return { api, close };
};

const print = (
  { servers }: Options,
  times: Awaited<ReturnType<typeof latencies>>,
  rest: Awaited<ReturnType<typeof steady>>,
): void => {
  say('bare pod to Ready', times.bare);
  say('install to first answer', times.install);
  say('call wakes from zero', times.wake);
  console.log(`${servers} servers installed at once: ready after ${Math.round(rest.readyMs / 1_000)} s`);
  console.log(`API requests per minute at rest: ${JSON.stringify(rest.perMinute)}`);
  const memory = `${rest.rssMiB.toFixed(0)} MiB (${rest.startMiB.toFixed(0)} MiB just after the start)`;
  console.log(`orchestrator: ${memory}, ${(rest.cpu * 100).toFixed(1)} % of a core`);
};

/** `npm run bench -- orchestrator`: servers as pods of a real cluster. */
export const orchestrator = async (words: string[]): Promise<void> => {
  const { values } = parseArgs({
    args: words,
    options: {
      rounds: { type: 'string', default: '5' },
      servers: { type: 'string', default: '50' },
      seconds: { type: 'string', default: '120' },
    },
  });
  const options = { rounds: Number(values.rounds), servers: Number(values.servers), seconds: Number(values.seconds) };
  const { api, close } = await openCluster();
  try {
    const [environment, reference] = [await onCluster(NAMESPACE), await tidesImage('http')];
    const times = await latencies(environment, reference, options);
    const rest = await steady(environment, reference, { ...options, api });
    print(options, times, rest);
    const results = new URL('../../results/', import.meta.url);
    mkdirSync(results, { recursive: true });
    const report = { date: new Date().toISOString(), machine: machine(), ...options, times, rest };
    writeFileSync(new URL('orchestrator.json', results), `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    close();
  }
};
