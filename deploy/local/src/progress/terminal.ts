import type { Progress } from './progress.ts';

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
}

const seconds = (sinceMs: number): string => `${((Date.now() - sinceMs) / 1_000).toFixed(1)} s`;

/** One line per step, with a tick and the seconds it took; on a terminal the running step is shown counting. */
export const terminalProgress = (output: Output): Progress => {
  const paint = (code: number, text: string): string => (output.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text);
  const line = (text: string): void => void output.write(`${output.isTTY ? '\r\u001b[K' : ''}${text}\n`);

  const step: Progress['step'] = async (title, work) => {
    const begun = Date.now();
    const draw = (): void => void output.write(`\r\u001b[K… ${title} ${paint(2, seconds(begun))}`);
    if (!output.isTTY) line(`… ${title}`);
    const timer = output.isTTY ? setInterval(draw, 200) : undefined;
    try {
      const result = await work();
      line(`${paint(32, '✓')} ${title} ${paint(2, seconds(begun))}`);
      return result;
    } catch (error) {
      line(`${paint(31, '✗')} ${title} ${paint(2, seconds(begun))}`);
      throw error;
    } finally {
      clearInterval(timer);
    }
  };
  return { step, note: (text) => line(text), warn: (text) => line(`${paint(33, '!')} ${text}`) };
};
