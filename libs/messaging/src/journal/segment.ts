import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Envelope } from '../event/cloud-event.ts';

/** One line of a segment: `planned` is what to publish if the process dies before the fact itself is known. */
export interface Entry {
  kind: 'planned' | 'fact';
  envelope: Envelope;
}

const isEnvelope = (value: unknown): value is Envelope =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'subject', 'payload'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string');

const readLine = (line: string): Entry | undefined => {
  try {
    const envelope: unknown = JSON.parse(line.slice(1));
    if (isEnvelope(envelope)) return { kind: line[0] === 'P' ? 'planned' : 'fact', envelope };
  } catch {
    // A process that died inside a write leaves half a line: the call it belonged to was never answered.
  }
  return undefined;
};

/**
 * An append-only file of envelopes. A write is in the kernel when `append` returns, so it survives a killed process
 * (not a power cut: an fsync per call would cost more than the call).
 */
export class Segment {
  private readonly file: number;
  private size = 0;
  /** Ids written here that JetStream has not confirmed. */
  readonly unconfirmed = new Set<string>();
  sealed = false;

  constructor(readonly path: string) {
    this.file = openSync(path, 'a', 0o600);
  }

  get bytes(): number {
    return this.size;
  }

  append({ kind, envelope }: Entry): void {
    const line = Buffer.from(`${kind === 'planned' ? 'P' : 'F'}${JSON.stringify(envelope)}\n`);
    for (let offset = 0; offset < line.length;) offset += writeSync(this.file, line, offset);
    this.size += line.length;
    this.unconfirmed.add(envelope.id);
  }

  /** Deletes the file; everything in it is confirmed. */
  remove(): void {
    closeSync(this.file);
    unlinkSync(this.path);
  }
}

/** Paths of the segments in a directory, oldest first. Creates the directory. */
export const segmentPaths = (directory: string): string[] => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return readdirSync(directory)
    .filter((name) => name.endsWith('.journal'))
    .sort()
    .map((name) => join(directory, name));
};

/** The facts of a segment, and the planned envelopes whose fact never came. A torn last line is left out. */
export const readSegment = (path: string): Envelope[] => {
  const latest = new Map<string, Entry>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const entry = readLine(line);
    if (!entry) continue;
    if (entry.kind === 'fact' || !latest.has(entry.envelope.id)) latest.set(entry.envelope.id, entry);
  }
  return [...latest.values()].map(({ envelope }) => envelope);
};
