import { AppError } from '@archestra/contracts';

/** Why a start is ended. `release`: we go, and what can live without us goes on. */
export type Leave = 'close' | 'release';

const ended = (): AppError =>
  new AppError('REQUEST_CANCELLED', 'The start of the server was ended before it was over.');

export const stopIfEnded = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) throw ended();
};

/** How to leave what was started for nobody; the reason of the signal is a `Leave`. */
export const leaveOf = ({ reason }: AbortSignal): Leave => (reason === 'release' ? 'release' : 'close');

/** What the work yields, unless the start is ended first: then the work goes on by itself, and nobody hears of it. */
export const orEnded = async <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const end = (): void => reject(ended());
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted) end();
  try {
    return await Promise.race([work, over]);
  } finally {
    signal?.removeEventListener('abort', end);
  }
};
