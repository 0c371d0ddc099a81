import type { UpFrame } from './up-frame.ts';

/** Which frames of which links an owner works on. */
export class FramesInWork {
  private readonly links = new Map<string, Map<number, UpFrame>>();
  private waiting: (() => void) | undefined;
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(frame: UpFrame): void {
    if (frame.frameId === undefined) return;
    let frames = this.links.get(frame.linkId);
    if (!frames) this.links.set(frame.linkId, (frames = new Map()));
    if (!frames.has(frame.frameId)) this.count += 1;
    frames.set(frame.frameId, frame);
  }

  get(linkId: string, frameId: number): UpFrame | undefined {
    return this.links.get(linkId)?.get(frameId);
  }

  /** Those of the ids that are in work for the link. */
  among(linkId: string, frameIds: readonly unknown[]): number[] {
    const frames = this.links.get(linkId);
    return frames ? frameIds.filter((id): id is number => typeof id === 'number' && frames.has(id)) : [];
  }

  all(): UpFrame[] {
    return [...this.links.values()].flatMap((frames) => [...frames.values()]);
  }

  remove(frame: UpFrame): void {
    const frames = this.links.get(frame.linkId);
    if (frame.frameId === undefined || !frames?.delete(frame.frameId)) return;
    this.count -= 1;
    if (frames.size === 0) this.links.delete(frame.linkId);
    if (this.count === 0) this.waiting?.();
  }

  /** Resolves when nothing is in work, or after `graceMs`. */
  async drained(graceMs: number): Promise<void> {
    if (this.count === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.waiting = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
