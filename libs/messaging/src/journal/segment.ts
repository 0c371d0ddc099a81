import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Envelope } from '../event/cloud-event.ts';

/** One line of a segment: `planned` is what to publish if the process dies before the fact itself is known. */
export interface Entry {
  kind: 'planned' | 'fact';
  envelope: Envelope;
}

/** `P` or `F`, id, subject, payload, and a full stop that only a whole line has. The first three hold no spaces. */
const LINE = /^([PF]) (\S+) (\S+) (.*) \.$/;

/** A process that died inside a write leaves half a line: the call it belonged to was never answered. */
const readLine = (line: string): Entry | undefined => {
  const [, kind, id, subject, payload] = LINE.exec(line) ?? [];
  if (id === undefined || subject === undefined || payload === undefined) return undefined;
  return { kind: kind === 'P' ? 'planned' : 'fact', envelope: { id, subject, payload } };
};

/**
 * An append-only file of envelopes. What was flushed is in the kernel, so it survives a killed process
 * (not a power cut: an fsync per call would cost more than the call).
 */
export class Segment {
  private readonly file: number;
  private size = 0;
  private lines = '';
  /** Ids written here that JetStream has not confirmed. */
  readonly unconfirmed = new Set<string>();
  sealed = false;

  constructor(readonly path: string) {
    this.file = openSync(path, 'a', 0o600);
  }

  get bytes(): number {
    return this.size;
  }

  /** Takes an entry; it is on disk after the next `flush`. */
  append({ kind, envelope: { id, subject, payload } }: Entry): void {
    this.lines += `${kind === 'planned' ? 'P' : 'F'} ${id} ${subject} ${payload} .\n`;
    this.unconfirmed.add(id);
  }

  /** Writes what was taken, in one system call where the disk allows. Throws when it refuses; the entries stay for the next try. */
  flush(): void {
    if (this.lines === '') return;
    const bytes = Buffer.from(this.lines);
    try {
      for (let offset = 0; offset < bytes.length;) offset += writeSync(this.file, bytes, offset);
    } catch (error) {
      // Half a line may stand there now; the next try begins a line of its own.
      if (!this.lines.startsWith('\n')) this.lines = `\n${this.lines}`;
      throw error;
    }
    this.lines = '';
    this.size += bytes.length;
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

/** One entry for each id of a segment: its fact, or its plan where this segment has no fact. A torn last line is left out. */
export const readSegment = (path: string): Entry[] => {
  const latest = new Map<string, Entry>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const entry = readLine(line);
    if (!entry) continue;
    if (entry.kind === 'fact' || !latest.has(entry.envelope.id)) latest.set(entry.envelope.id, entry);
  }
  return [...latest.values()];
};
