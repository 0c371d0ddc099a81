import { rmSync } from 'node:fs';
import { readJson } from '../home/json-file.ts';
import { Plan } from '../plan/plan.ts';
import { Supervisor } from './supervisor.ts';

const [file = ''] = process.argv.slice(2);
const plan = readJson(file, Plan);
if (!plan) throw new Error(`There is no plan at ${file}.`);

const supervisor = new Supervisor(plan);

const end = async (): Promise<void> => {
  await supervisor.stop();
  rmSync(plan.statusFile, { force: true });
  process.exit(0);
};
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => void end());
// The terminal that started us may close.
process.on('SIGHUP', () => undefined);

try {
  await supervisor.start();
} catch (error) {
  console.error(error);
  process.exit(1);
}
