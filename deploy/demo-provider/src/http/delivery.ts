import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Written } from '../dialect/written.ts';
import type { Fault } from '../script/script.ts';
import type { Pace } from './pace.ts';

const BROKEN_EVENT = 'data: {"broken\n\n';

const wait = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  if (milliseconds > 0) await pause(milliseconds, undefined, { signal });
};

const untilGone = (signal: AbortSignal): Promise<void> =>
  signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

/** What is left of the frames by the fault; a broken one stands in the middle. */
const spoilt = (frames: readonly string[], fault: Fault | undefined): readonly string[] => {
  const middle = Math.ceil(frames.length / 2);
  if (fault?.kind === 'malformed') return [...frames.slice(0, middle), BROKEN_EVENT, ...frames.slice(middle)];
  const isCut = fault?.kind === 'half' || fault?.kind === 'disconnect' || fault?.kind === 'stall';
  return isCut ? frames.slice(0, middle) : frames;
};

const finish = async (response: ServerResponse, fault: Fault | undefined, signal: AbortSignal): Promise<void> => {
  if (fault?.kind === 'stall') return untilGone(signal);
  // What was written still leaves, so that the answer breaks off in its middle and not before it.
  if (fault?.kind === 'disconnect') response.socket?.destroySoon();
  else response.end();
};

/** Sends an answer as events, in its pace. */
export const sendStream = async (
  response: ServerResponse,
  written: Written,
  { fault, pace, signal }: { fault: Fault | undefined; pace: Pace; signal: AbortSignal },
): Promise<void> => {
  await wait(pace.firstByteMs, signal);
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  const frames = spoilt(written.frames(), fault);
  if (pace.eventMs === 0) response.write(frames.join(''));
  else
    for (const frame of frames) {
      if (!response.write(frame)) await once(response, 'drain', { signal });
      await wait(pace.eventMs, signal);
    }
  await finish(response, fault, signal);
};

/** Sends an answer whole. */
export const sendWhole = async (
  response: ServerResponse,
  written: Written,
  { fault, pace, signal }: { fault: Fault | undefined; pace: Pace; signal: AbortSignal },
): Promise<void> => {
  await wait(pace.firstByteMs, signal);
  const text = JSON.stringify(written.body());
  const isCut = fault?.kind === 'half' || fault?.kind === 'disconnect' || fault?.kind === 'stall';
  const sent = fault?.kind === 'malformed' || isCut ? text.slice(0, Math.ceil(text.length / 2)) : text;
  const length = isCut ? {} : { 'content-length': Buffer.byteLength(sent) };
  response.writeHead(200, { 'content-type': 'application/json', ...length });
  response.write(sent);
  await finish(response, fault, signal);
};
