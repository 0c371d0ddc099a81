import type { Readable } from 'node:stream';
import type { LogLine } from '@archestra/contracts';
import type { ServerLog } from '../log/server-log.ts';
import { LineSplitter } from './line-splitter.ts';

const MAX_LOG_LINE_BYTES = 64 * 1024;

/** Keeps what a server prints for people, line by line; what is longer than 64 KiB is cut. */
export const keepLines = (printed: Readable, stream: LogLine['stream'], log: ServerLog): void => {
  const splitter = new LineSplitter(MAX_LOG_LINE_BYTES, {
    line: (bytes) => log.add(stream, bytes.toString('utf8')),
    oversized: (start) => log.add(stream, `${start.toString('utf8')}… (line cut)`),
  });
  printed.on('data', (chunk: Buffer) => splitter.push(chunk));
};
