import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '@archestra/service';
import type { SseStream } from '../stream/sse-stream.ts';
import type { ChunkStore } from './chunk.store.ts';
import { DONE } from './tape.ts';

/** In case a notification is lost. */
const LOOK_MS = 1_000;
/** How long an answer may take to begin. */
const BEGIN_MS = 10_000;
const FULL_BYTES = 128 * 1024;

/**
 * Shows a reader an answer from its beginning, then as it grows. A reader who is slow is waited for. The stream ends with
 * `[DONE]`, or without it when there is more to come elsewhere: the reader comes back.
 */
export const follow = async (store: ChunkStore, runId: string, stream: SseStream): Promise<void> => {
  const bell = new Bell();
  const forget = store.watch(runId, () => bell.ring());
  stream.once('close', () => bell.ring());
  try {
    await play(store, runId, stream, bell);
  } catch (error) {
    log.warn({ err: error }, 'an answer cannot be followed');
    stream.finish();
  } finally {
    forget();
  }
};

const play = async (store: ChunkStore, runId: string, stream: SseStream, bell: Bell): Promise<void> => {
  const version = await begun(store, runId, stream, bell);
  let after = '0-0';
  while (!stream.ended) {
    if (version === undefined) return stream.finish();
    const { chunks, last } = await store.read(runId, version, after);
    after = last;
    show(stream, chunks);
    if (chunks.length > 0) await drained(stream);
    else if ((await store.version(runId)) !== version) stream.finish();
    else await bell.wait();
  }
};

const show = (stream: SseStream, chunks: readonly string[]): void => {
  const isEnd = chunks.at(-1) === DONE;
  stream.sendText((isEnd ? chunks.slice(0, -1) : chunks).map((chunk) => `data: ${chunk}\n\n`).join(''));
  if (isEnd) stream.finish(`data: ${DONE}\n\n`);
};

/** The worker needs a moment before there is something to follow. */
const begun = async (store: ChunkStore, runId: string, stream: SseStream, bell: Bell): Promise<string | undefined> => {
  const untilMs = Date.now() + BEGIN_MS;
  let version = await store.version(runId);
  while (version === undefined && !stream.ended && Date.now() < untilMs) {
    await bell.wait();
    version = await store.version(runId);
  }
  return version;
};

const drained = async (stream: SseStream): Promise<void> => {
  while (!stream.ended && stream.readableLength > FULL_BYTES) await sleep(20);
};

/** Wakes one who waits; a ring that nobody waited for is heard by the next. */
class Bell {
  private isRung = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.isRung = true;
    this.wake?.();
  }

  async wait(): Promise<void> {
    if (!this.isRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.isRung = false;
    this.wake = undefined;
  }
}
