import { spawnSync } from 'node:child_process';

const node = process.execPath;
const run = (program: string, args: string[]): { status: number; output: string } => {
  const { status, stdout, stderr } = spawnSync(node, [`node_modules/.bin/${program}`, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status: status ?? 1, output: stdout + stderr };
};

/** The boundary rule of Nx skips itself with a mere warning while the project graph is cold, so the graph is built first. */
const graph = run('nx', ['graph', '--file=.nx/graph.json']);
if (graph.status !== 0) {
  console.error(graph.output);
  process.exit(1);
}
const paths = process.argv.slice(2);
const eslint = run('eslint', ['--max-warnings=0', ...(paths.length > 0 ? paths : ['.'])]);
process.stdout.write(eslint.output);
if (eslint.output.includes('rule will be skipped')) {
  console.error('The module boundary rule was skipped: the project graph is not there. Run npm run lint again.');
  process.exit(1);
}
const paperwork = paths.length > 0 ? { status: 0, output: '' } : run('prettier', ['--check', '--log-level=warn', '.']);
process.stdout.write(paperwork.output);
process.exit(eslint.status === 0 ? paperwork.status : eslint.status);
