import { describe, expect, it } from '@jest/globals';
import { AppError } from '@archestra/contracts';
import { McpLink, serveMcp, type UpFrame } from '../src/index.ts';
import { useBroker, wait } from './broker.ts';

const request = (link: McpLink): Promise<string> => {
  const id = link.nextFrameId();
  const frame = JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' });
  return link.request('outage', id, frame, { context: {}, timeoutMs: 15_000 }).then(
    () => 'answered',
    (error: unknown) => (error as AppError).code,
  );
};

describe('a broker that goes away and comes back', () => {
  const broker = useBroker();

  it('lets calls in flight survive, refuses new ones meanwhile, and settles lost answers', async () => {
    const { nats, caller, owner } = broker();
    const link = new McpLink(caller);
    const frames: UpFrame[] = [];
    serveMcp(owner, 'outage', (frame) => {
      frames.push(frame);
    });
    await owner.flush();
    const kept = request(link);
    const lost = request(link);
    await wait(100);
    await nats.kill();
    await wait(100);
    await expect(request(link)).resolves.toBe('PEER_UNAVAILABLE');
    await nats.restart();
    await wait(1_500);
    frames[0]?.respond('{"jsonrpc":"2.0","id":1,"result":{}}');
    // An owner that answered into the void no longer knows the frame.
    frames[1]?.cancel();
    await expect(kept).resolves.toBe('answered');
    await expect(lost).resolves.toBe('CALL_INTERRUPTED');
    link.close();
  });
});
