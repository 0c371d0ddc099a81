import { structureFaults, structureReport } from '../structure/structure.ts';
import { lint } from './eslint.ts';
import { program, type Ended } from './program.ts';

// The boundary rule of Nx skips itself with a mere warning while the project graph is cold, so the graph is built first.
const graph = (): Promise<Ended> => program('nx', ['graph', '--file=.nx/graph.json'], { NX_DAEMON: 'false' });

const structure = (): Ended => {
  const faults = structureFaults('.');
  return { status: faults.length === 0 ? 0 : 1, output: [...faults, structureReport('.'), ''].join('\n') };
};

type Check = [name: string, work: () => Promise<Ended> | Ended];

const checksFor = (paths: readonly string[]): Check[] =>
  paths.length > 0
    ? [
        ['project graph', graph],
        ['eslint', () => lint(paths)],
      ]
    : [
        ['project graph', graph],
        ['eslint', () => lint([])],
        ['prettier', () => program('prettier', ['--check', '--log-level=warn', '.'])],
        ['structure', structure],
        ['knip', () => program('knip', ['--no-progress', '--no-config-hints'])],
      ];

/** Runs every check, prints what each complains about, and returns the exit code; a failure does not hide a later one. */
export const runChecks = async (paths: readonly string[]): Promise<number> => {
  let worst = 0;
  for (const [name, work] of checksFor(paths)) {
    const begunMs = Date.now();
    const { status, output } = await work();
    if (status !== 0 || name === 'structure') process.stdout.write(output);
    console.log(`${status === 0 ? '✓' : '✗'} ${name} ${((Date.now() - begunMs) / 1_000).toFixed(1)} s`);
    if (status !== 0) worst = 1;
  }
  return worst;
};
