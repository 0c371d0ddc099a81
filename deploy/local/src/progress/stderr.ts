import type { Progress } from './progress.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** One plain line on standard error per step that is begun: for test runs and pipes. */
export const stderrProgress: Progress = {
  step: (title, work) => {
    say(`… ${title}`);
    return work();
  },
  note: say,
  warn: (text) => say(`! ${text}`),
};
