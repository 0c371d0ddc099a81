import { run, which, type CommandResult } from '../machine/command.ts';
import { reasonOf, StepFailure } from '../progress/failure.ts';

const tail = ({ stdout, stderr }: CommandResult): string =>
  `${stdout}\n${stderr}`.trim().split('\n').slice(-8).join('\n');

const isRoot = (): boolean => process.getuid?.() === 0;

const asRoot = (): string[] | undefined => {
  if (isRoot()) return [];
  const sudo = which('sudo');
  if (!sudo) return undefined;
  // Without a terminal nobody can type a password: fail at once instead of waiting for one.
  return process.stdin.isTTY ? [sudo] : [sudo, '-n'];
};

/**
 * Runs a shell script with root's rights (`sudo` where we are not root). Throws StepFailure that names `byHand`, the
 * command with the same effect, when there is no way to become root or the script fails.
 */
export const runAsRoot = async (script: string, args: readonly string[], byHand: string): Promise<void> => {
  const prefix = asRoot();
  if (!prefix)
    throw new StepFailure('Installing needs root, and there is no sudo on this machine.', `Run as root: ${byHand}`);
  const [program = 'sh', ...rest] = [...prefix, 'sh', '-c', script, 'sh', ...args];
  const result = await run(program, rest, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  }).catch((error: unknown) => {
    throw new StepFailure(reasonOf(error), `Run as root: ${byHand}`, { cause: error });
  });
  if (result.code !== 0)
    throw new StepFailure(`Exit code ${result.code}:\n${tail(result)}`, `Run as root and read what it says: ${byHand}`);
};
