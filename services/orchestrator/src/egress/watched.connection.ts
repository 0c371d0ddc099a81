import type { UpFrame } from '@archestra/mcp';
import type { ServerConnection } from '../connection/connection.ts';
import type { CallsInFlight } from './calls-in-flight.ts';

/** Notes which calls an instance works on, so that what it tries meanwhile can be laid at their door. */
export const watchCalls = (
  connection: ServerConnection,
  calls: CallsInFlight,
  instanceKey: string,
): ServerConnection => ({
  ended: connection.ended,
  get inFlight() {
    return connection.inFlight;
  },
  pid: connection.pid,
  sandbox: connection.sandbox,
  usage: () => connection.usage(),
  close: (graceMs) => connection.close(graceMs),
  release: (graceMs) => connection.release(graceMs),
  forward: (frame: UpFrame) => {
    const { callId } = frame.context;
    // A notification is nothing anybody waits for.
    if (callId !== undefined && frame.frameId !== undefined) {
      calls.begin(instanceKey, callId);
      frame.onSettled = () => calls.end(instanceKey, callId);
    }
    connection.forward(frame);
  },
});
