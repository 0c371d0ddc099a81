import { MAX_FRAME_BYTES } from '@archestra/mcp';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { LineSplitter } from '../connection/line-splitter.ts';
import type { Pipes } from '../runtime/runtime.ts';

/** MCP over the pipes of a candidate. Lines that are no messages are told and otherwise ignored: a first run is for looking. */
export class PipeTransport implements Transport {
  onmessage?: ((message: JSONRPCMessage) => void) | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;

  constructor(
    private readonly pipes: Pipes,
    private readonly onNoise: (line: string) => void,
  ) {}

  start(): Promise<void> {
    const splitter = new LineSplitter(MAX_FRAME_BYTES, {
      line: (bytes) => this.read(bytes.toString('utf8')),
      oversized: (start) => this.onNoise(`${start.toString('utf8')}… (line too long)`),
    });
    this.pipes.stdout.on('data', (chunk: Buffer) => splitter.push(chunk));
    this.pipes.stdout.once('close', () => this.onclose?.());
    // A candidate that ends leaves a broken pipe; its end is what counts.
    this.pipes.stdin.on('error', () => undefined);
    return Promise.resolve();
  }

  send(message: JSONRPCMessage): Promise<void> {
    this.pipes.stdin.write(`${JSON.stringify(message)}\n`);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.onclose?.();
    return Promise.resolve();
  }

  private read(line: string): void {
    const message = parse(line);
    if (typeof message === 'object' && message !== null && 'jsonrpc' in message)
      this.onmessage?.(message as JSONRPCMessage);
    else this.onNoise(line);
  }
}

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
