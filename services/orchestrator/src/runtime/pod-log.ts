import { PassThrough, type Readable } from 'node:stream';
import type { LogLine } from '@archestra/contracts';
import type { Pods } from './pod.client.ts';

const AGAIN_MS = 1_000;
const REMEMBERED_LINES = 500;

export interface FollowOptions {
  readonly pod: string;
  readonly container: string;
  readonly signal: AbortSignal;
}

/** The log of a container from its last lines on, for as long as it runs. A connection that breaks is made again where it broke. */
export const followLog = (pods: Pods, { pod, container, signal }: FollowOptions): Readable => {
  const lines = new PassThrough();
  const follow = async (): Promise<void> => {
    let sinceTime: string | undefined;
    while (!signal.aborted) {
      const from = sinceTime === undefined ? { tailLines: REMEMBERED_LINES } : { sinceTime };
      try {
        for await (const chunk of await pods.log(pod, { container, follow: true, ...from }, signal)) lines.write(chunk);
      } catch {
        // The API is away, or the connection was silent for too long.
      }
      sinceTime = new Date().toISOString();
      await pause(AGAIN_MS, signal);
    }
    lines.end();
  };
  void follow();
  return lines;
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
  });

const TIMESTAMPED = /^(\d{4}-\d\d-\d\dT[\d:]+)(\.\d+)?Z (.*)$/;

/** Lines with the time the container runtime wrote down, as our own log has them. */
export const readLines = async (stream: AsyncIterable<Uint8Array>): Promise<LogLine[]> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [, seconds, fraction = '', text = ''] = TIMESTAMPED.exec(line) ?? [];
      // Milliseconds, as everywhere else: the API tells nanoseconds.
      return seconds
        ? [
            {
              at: `${seconds}${fraction.slice(0, 4).padEnd(4, '0').replace(/^0/, '.')}Z`,
              stream: 'stderr' as const,
              text,
            },
          ]
        : [];
    });
};
