import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { newHistogram, percentiles, type Latency } from '../measure/latency.ts';
import { machine } from '../measure/machine.ts';
import { usageOf } from '../measure/process-usage.ts';
import { connectAs, Peer } from './peer.ts';
import { Bucket, publication } from './publication.ts';
import { questions, type Question } from './questions.ts';
import { prepareRegistry, type RegistryProcess } from './registry-process.ts';
import { fill, ITEMS, PROFILES, TOOLS_PER_ITEM } from './seed.ts';
import { dice } from './vocabulary.ts';

const ORGANIZATION = '00000000-0000-7000-8000-0000000000aa';
const WARM_UP = 20;

interface Row extends Latency {
  name: string;
  callers: number;
  asked: number;
  perSecond: number;
}

const measure = async (question: Question, callers: number, seconds: number): Promise<Row> => {
  const histogram = newHistogram();
  const roll = dice(callers * 31 + question.name.length);
  for (let count = 0; count < WARM_UP; count += 1) await question.ask(roll);
  const startedAt = performance.now();
  const caller = async (): Promise<void> => {
    while (performance.now() - startedAt < seconds * 1_000) {
      const before = performance.now();
      await question.ask(roll);
      histogram.recordValue(Math.max(1, Math.round((performance.now() - before) * 1_000)));
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const took = (performance.now() - startedAt) / 1_000;
  const asked = histogram.totalCount;
  return { name: question.name, callers, asked, perSecond: Math.round(asked / took), ...percentiles(histogram) };
};

const published = async (bucket: { profiles: Bucket; installations: Bucket }): Promise<number> => {
  const startedAt = performance.now();
  while (bucket.profiles.size < PROFILES || bucket.installations.size < ITEMS) {
    if (performance.now() - startedAt > 300_000) throw new Error('The snapshots were not published in 300 s.');
    await pause(20);
  }
  return performance.now() - startedAt;
};

const print = (rows: readonly Row[]): void =>
  console.table(
    rows.map(({ name, callers, asked, perSecond, ...latency }) => ({
      question: name,
      callers,
      asked,
      'per s': perSecond,
      ...Object.fromEntries(Object.entries(latency).map(([key, micros]) => [`${key} ms`, (micros / 1_000).toFixed(1)])),
    })),
  );

/** `npm run bench -- catalog`: lists, search and snapshots of a registry with 10,000 items, 50,000 tools, 1,000 profiles. */
export const catalog = async (given: string[]): Promise<void> => {
  const { values } = parseArgs({ args: given, options: { seconds: { type: 'string', default: '5' } } });
  console.log('Building the registry and starting PostgreSQL, NATS and Redis …');
  const registry = await prepareRegistry();
  try {
    await report(registry, Number(values.seconds));
  } finally {
    await registry.remove();
  }
};

const report = async (registry: RegistryProcess, seconds: number): Promise<void> => {
  const sql = new Client({ connectionString: registry.databaseUrl });
  sql.on('error', () => undefined);
  await sql.connect();
  const [asBff, asAdmin] = [await connectAs(registry.login('bff')), await connectAs(registry.login('admin'))];
  const peer = new Peer(asBff, ORGANIZATION);
  await registry.start({ RECONCILE_MS: '3600000' });
  console.log(`Filling ${ITEMS} items, ${ITEMS * TOOLS_PER_ITEM} tools, ${PROFILES} profiles …`);
  const stock = await fill(peer, sql, ORGANIZATION);
  await registry.stop();
  const bucket = { profiles: new Bucket(asAdmin, 'profiles'), installations: new Bucket(asAdmin, 'installations') };
  const [everything] = await Promise.all([published(bucket), registry.start()]);
  const rows = await measureAll([...questions(peer, stock), publication(peer, bucket.profiles, stock)], seconds);
  write({ seconds, rows, startUntilPublishedMs: Math.round(everything), registryMiB: mebibytesOf(registry.pid()) });
  await Promise.all([asBff.close(), asAdmin.close(), sql.end()]);
};

const mebibytesOf = (pid: number): number => Math.round(usageOf(pid).rssBytes / 2 ** 20);

const measureAll = async (asked: readonly Question[], seconds: number): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const question of asked)
    for (const callers of question.name.includes('snapshot') ? [1] : [1, 8])
      rows.push(await measure(question, callers, seconds));
  return rows;
};

interface Result {
  seconds: number;
  rows: Row[];
  /** From the start of the process to the moment every entry of an empty snapshot is there. */
  startUntilPublishedMs: number;
  registryMiB: number;
}

const write = (result: Result): void => {
  print(result.rows);
  const entries = ITEMS + PROFILES;
  console.log(
    `Start until ${entries} entries are published: ${result.startUntilPublishedMs} ms; then ${result.registryMiB} MiB.`,
  );
  const folder = new URL('../../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const stated = { date: new Date().toISOString(), machine: machine(), ...result };
  writeFileSync(new URL('catalog.json', folder), `${JSON.stringify(stated, null, 2)}\n`);
};
