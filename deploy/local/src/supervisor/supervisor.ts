import { fileURLToPath } from 'node:url';
import { migrate } from '../database/migrate.ts';
import { asService, inDatabase, prepareDatabase } from '../database/prepare.ts';
import { letGo } from '../machine/leash.ts';
import { runOrThrow } from '../machine/command.ts';
import type { Plan } from '../plan/plan.ts';
import { Board } from './board.ts';
import { Infra } from './infra.ts';
import { Ward } from './ward.ts';

const prepare = async (database: NonNullable<Plan['database']>): Promise<void> => {
  const adminUrl = inDatabase(database.adminUrl, database.name);
  await prepareDatabase({ ...database, database: database.name });
  for (const owner of database.owners)
    await migrate({ url: asService(adminUrl, owner), schema: owner.service, folder: owner.migrations });
};

const provision = async (login: NonNullable<Plan['provision']>): Promise<void> => {
  // In a process of its own: the messaging library is large, and needed here for a moment only.
  await runOrThrow(process.execPath, [fileURLToPath(new URL('./provision.main.ts', import.meta.url))], {
    env: { PATH: process.env['PATH'], PROVISION: JSON.stringify(login) },
  });
};

/** Brings up everything of a plan in order, keeps it up, and takes it down in the opposite order. */
export class Supervisor {
  readonly #plan: Plan;
  readonly #board: Board;
  readonly #infra: Infra;
  readonly #wards: Ward[];
  #stopping: Promise<void> | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#board = new Board(plan.statusFile, plan.fingerprint);
    this.#infra = new Infra(this.#board);
    this.#wards = plan.processes.map((process) => new Ward(process, plan.logs, this.#board));
  }

  /** Returns when every process answered that it is ready; rejects at the first step that fails, after stopping the rest. */
  async start(): Promise<void> {
    try {
      await this.#bringUp();
      this.#board.enter('running');
    } catch (error) {
      this.#board.fail('Start', error);
      await this.stop();
      throw error;
    }
  }

  /** Doors first, then the other services, then the servers they use. Safe to call twice. */
  stop(): Promise<void> {
    this.#stopping ??= this.#takeDown();
    return this.#stopping;
  }

  async #bringUp(): Promise<void> {
    const { database, provision: login } = this.#plan;
    await this.#infra.start(this.#plan);
    if (database) await this.#board.step('Migrate the database', () => prepare(database));
    if (login) await this.#board.step('Set up streams and buckets', () => provision(login));
    await this.#board.step(`Start ${this.#wards.length} services`, async () => {
      for (const ward of this.#wards) ward.start();
      await Promise.all(this.#wards.map((ward) => ward.becomesReady()));
    });
  }

  async #takeDown(): Promise<void> {
    // A failure stays readable in the status file after everything was stopped.
    if (this.#board.phase !== 'failed') this.#board.enter('stopping');
    await this.#stopWards(true);
    await this.#stopWards(false);
    await this.#infra.stop();
    await letGo();
  }

  async #stopWards(doors: boolean): Promise<void> {
    await Promise.all(this.#wards.filter(({ plan }) => plan.isDoor === doors).map((ward) => ward.stop()));
  }
}
