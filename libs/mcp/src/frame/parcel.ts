import { AppError, FRAME_BUCKET } from '@archestra/contracts';
import { jetstream } from '@nats-io/jetstream';
import { headers, nuid, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';
import { Objm, type ObjectStore } from '@nats-io/obj';
import { MAX_FRAME_BYTES, type FrameBytes } from './limit.ts';

/** Header that names the object which holds the frame; the message itself is then empty. */
export const FRAME_REFERENCE = 'x-frame-ref';

const bytesOf = (frame: FrameBytes): Uint8Array => (typeof frame === 'string' ? Buffer.from(frame) : frame);

// Services may use this one bucket and nothing else of JetStream's API, so its general check would be refused.
const openStore = (connection: NatsConnection): Promise<ObjectStore> =>
  new Objm(jetstream(connection, { checkAPI: false })).open(FRAME_BUCKET, false);

/** Frames too large for one NATS message: stored once by the sender, read once by the receiver, then deleted. */
export class Parcels {
  private store: Promise<ObjectStore> | undefined;

  constructor(private readonly connection: NatsConnection) {}

  /** Stores a frame and returns headers that refer to it. Throws `PEER_UNAVAILABLE` when JetStream does not answer. */
  async send(frame: FrameBytes, onto: MsgHdrs = headers()): Promise<MsgHdrs> {
    const name = nuid.next();
    await this.use((store) => store.putBlob({ name }, bytesOf(frame)));
    onto.set(FRAME_REFERENCE, name);
    return onto;
  }

  /** Reads and deletes the frame a message refers to. Throws `PEER_UNAVAILABLE` when it is gone. */
  async receive(reference: string): Promise<Uint8Array> {
    const frame = await this.use((store) => this.read(store, reference));
    if (!frame)
      throw new AppError('PEER_UNAVAILABLE', 'A large message was no longer there when it was asked for. Try again.');
    return frame;
  }

  private async read(store: ObjectStore, name: string): Promise<Uint8Array | null> {
    const info = await store.info(name);
    if (!info || info.size > MAX_FRAME_BYTES) return null;
    const frame = await store.getBlob(name);
    // Not awaited: the answer is at hand, and the time to live of the bucket removes what this misses.
    void store.delete(name).catch(() => undefined);
    return frame;
  }

  private async use<T>(work: (store: ObjectStore) => Promise<T>): Promise<T> {
    try {
      this.store ??= openStore(this.connection);
      return await work(await this.store);
    } catch (cause) {
      this.store = undefined;
      throw new AppError('PEER_UNAVAILABLE', 'The store for large messages does not answer. Try again in a moment.', {
        cause,
      });
    }
  }
}
