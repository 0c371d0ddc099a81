import { openHome } from '../home/home.ts';
import { reasonOf, StepFailure } from '../progress/failure.ts';
import { terminalProgress } from '../progress/terminal.ts';
import { parseArguments, usage, type Request } from './arguments.ts';
import { down } from './down.ts';
import { logs } from './logs.ts';
import { reset } from './reset.ts';
import { status } from './status.ts';
import { up } from './up.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const refuse = (why: string): Promise<number> => {
  process.stderr.write(`${why}\n\n${usage}\n`);
  return Promise.resolve(2);
};

const work = async (request: Exclude<Request, { verb: 'wrong' | 'help' }>): Promise<number> => {
  const home = openHome();
  const progress = terminalProgress(process.stdout);
  if (request.verb === 'status') return (await status(home, say)) ? 0 : 1;
  if (request.verb === 'down') await down(home, progress);
  if (request.verb === 'reset') await reset(home, progress, request.isAgreed);
  if (request.verb === 'up' || request.verb === 'dev') await up(home, progress);
  if (request.verb === 'logs' || request.verb === 'dev')
    await logs(home, request.verb === 'logs' ? request.name : undefined);
  return 0;
};

const explain = (error: unknown): number => {
  const known =
    error instanceof StepFailure
      ? error
      : new StepFailure(
          error instanceof Error ? (error.stack ?? error.message) : reasonOf(error),
          'This is a defect of ./start itself: please report it.',
        );
  process.stderr.write(`\nWhy: ${known.why}\n\nWhat to do: ${known.remedy}\n`);
  return 1;
};

/** Does what the words after `./start` ask for; returns the exit code: 0 done, 1 failed, 2 not understood. */
export const perform = async (words: readonly string[]): Promise<number> => {
  const request = parseArguments(words);
  if (request.verb === 'wrong') return refuse(request.why);
  if (request.verb === 'help') {
    say(usage);
    return 0;
  }
  return work(request).catch(explain);
};
