import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { AppError } from '@archestra/contracts';
import type { UpFrame } from '@archestra/mcp';
import type { ServerConnection } from '../src/connection/connection.ts';
import type { Conversation } from '../src/connection/running.connector.ts';
import { ServerLog } from '../src/log/server-log.ts';

let lastId = 0;

/** Sends one frame over a connection, without a broker; resolves with the result. */
export const request = (connection: ServerConnection, method: string, params: unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    lastId += 1;
    const frame: Partial<UpFrame> = {
      frameId: lastId,
      bytes: Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: lastId, method, params })),
      respond: (answer) => {
        const { result, error } = JSON.parse(Buffer.from(answer as Uint8Array).toString()) as Record<string, unknown>;
        if (error) reject(new Error(JSON.stringify(error)));
        else resolve(result);
      },
      fail: (error: AppError) => reject(error),
      notify: () => undefined,
    };
    connection.forward(frame as UpFrame);
  });

/** Text of a tool's answer. */
export const callTool = async (connection: ServerConnection, name: string, args: unknown = {}): Promise<string> => {
  const { content } = (await request(connection, 'tools/call', { name, arguments: args })) as {
    content: { text: string }[];
  };
  return content[0]?.text ?? '';
};

/** A log and a listener that remember. */
export const conversation = (): Conversation & { readonly violations: string[] } => {
  const violations: string[] = [];
  return {
    log: new ServerLog(join(tmpdir(), 'archestra-direct', `${process.pid}.log`)),
    listener: { onViolation: (kind) => void violations.push(kind), onListChanged: () => undefined },
    violations,
  };
};
