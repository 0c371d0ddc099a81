import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';

/** Carries bytes both ways until both sides are done, one of them fails, or nothing moves for `idleMs`. */
export const tunnel = (inner: Duplex & Pick<Socket, 'setTimeout'>, outer: Socket, idleMs: number): void => {
  const close = (): void => {
    inner.destroy();
    outer.destroy();
  };
  for (const side of [inner, outer]) {
    side.on('error', close);
    side.setTimeout(idleMs, close);
    // Half-closed is fine, closed is not: the other side would wait for ever.
    side.once('close', close);
  }
  inner.pipe(outer);
  outer.pipe(inner);
};
