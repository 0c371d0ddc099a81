import type { KeyObject } from 'node:crypto';
import type { ChainCheckpoint, ChainLink } from '@archestra/contracts';
import { isSigned } from './checkpoint.ts';
import { ExportLine } from './export-line.ts';
import { digestOf, GENESIS, hashOf } from './link.ts';

/** What does not fit: in words, and the record it is about where it is about one. */
export interface Finding {
  readonly what:
    | 'altered'
    | 'missing'
    | 'inserted'
    | 'chain-altered'
    | 'links-missing'
    | 'checkpoint-forged'
    | 'checkpoint-broken'
    | 'unsigned'
    | 'unreadable';
  readonly message: string;
  readonly seq?: number;
  readonly kind?: string;
  readonly id?: string;
}

export interface Verdict {
  readonly organizationId: string | undefined;
  readonly links: number;
  readonly checkpoints: number;
  /** The last link that a checkpoint vouches for. */
  readonly signedUpTo: number;
  /** In the order of the chain; at most `MAX_FINDINGS`. */
  readonly findings: readonly Finding[];
}

const MAX_FINDINGS = 1_000;

/** Of these a later link may stand for the same record: an attempt is told of again when it ends. */
const TOLD_AGAIN = new Set(['egress_attempt']);

const nameOf = ({ kind, id }: { kind: string; id: string }): string => `${kind} ${id}`;

/** Reads an export line by line and keeps only what the next line is compared with. */
class Verification {
  readonly findings: Finding[] = [];
  organizationId: string | undefined;
  links = 0;
  checkpoints = 0;
  signedUpTo = 0;
  private announced = 0;
  /** Links without a text, by record: a later link has to bring it. */
  private readonly owed = new Map<string, { kind: string; id: string; seq: number }>();
  /** Without a hash after a gap: nothing can be said of how the chain goes on from there. */
  private last: { seq: number; hash: string | undefined } = { seq: 0, hash: GENESIS };

  private readonly keys: readonly KeyObject[];

  constructor(keys: readonly KeyObject[]) {
    this.keys = keys;
  }

  take(line: ExportLine): void {
    if (line.type === 'header') {
      this.organizationId = line.organizationId;
      this.announced = line.seq;
    } else if (this.organizationId === undefined) this.find({ what: 'unreadable', message: 'There is no header.' });
    else if (line.type === 'link') this.takeLink(this.organizationId, line);
    else if (line.type === 'checkpoint') this.takeCheckpoint(this.organizationId, line);
    else
      this.find({
        what: 'inserted',
        message: `${nameOf(line)} is in no chain: somebody put it there.`,
        ...named(line),
      });
  }

  end(): void {
    if (this.organizationId === undefined) this.find({ what: 'unreadable', message: 'There is no header.' });
    if (this.last.seq < this.announced) this.findGap(this.last.seq + 1, this.announced);
    for (const about of this.owed.values())
      this.find({
        what: 'unreadable',
        message: `What ${nameOf(about)}, number ${about.seq}, says is left out.`,
        ...about,
      });
    if (this.checkpoints === 0 && this.links > 0)
      this.find({ what: 'unsigned', message: 'No checkpoint vouches for any of this.' });
  }

  find(finding: Finding): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push(finding);
  }

  private takeLink(organizationId: string, link: ChainLink): void {
    this.links += 1;
    if (link.seq > this.last.seq + 1) this.findGap(this.last.seq + 1, link.seq - 1);
    else if (link.seq <= this.last.seq || !this.follows(organizationId, link))
      this.find({
        what: 'chain-altered',
        message: `Link ${link.seq} (${nameOf(link)}) does not follow from the one before it.`,
        ...named(link),
        seq: link.seq,
      });
    this.compare(link);
    this.last = { seq: link.seq, hash: link.hash };
  }

  private follows(organizationId: string, link: ChainLink): boolean {
    const { hash } = this.last;
    return hash === undefined || hashOf(organizationId, link, hash) === link.hash;
  }

  private compare(link: ChainLink): void {
    const about = { ...named(link), seq: link.seq };
    const key = `${nameOf(link)} ${link.atMs}`;
    if (link.text === undefined && TOLD_AGAIN.has(link.kind)) return void this.owed.set(key, about);
    this.owed.delete(key);
    if (link.text === undefined)
      this.find({
        what: 'unreadable',
        message: `What ${nameOf(link)}, number ${link.seq}, says is left out.`,
        ...about,
      });
    else if (link.text === null)
      this.find({
        what: 'missing',
        message: `${nameOf(link)} was recorded as number ${link.seq} and is gone.`,
        ...about,
      });
    else if (digestOf(link.text) !== link.digest)
      this.find({
        what: 'altered',
        message: `${nameOf(link)}, number ${link.seq}, does not say what it said when it was recorded.`,
        ...about,
      });
  }

  private takeCheckpoint(organizationId: string, checkpoint: ChainCheckpoint): void {
    const { seq, at } = checkpoint;
    if (!this.keys.some((key) => isSigned(key, organizationId, checkpoint)))
      return this.find({ what: 'checkpoint-forged', message: `The checkpoint of ${at} has a wrong signature.`, seq });
    this.checkpoints += 1;
    if (this.last.seq === seq && this.last.hash === checkpoint.hash) this.signedUpTo = seq;
    else if (this.last.seq < seq) this.findGap(this.last.seq + 1, seq);
    else
      this.find({
        what: 'checkpoint-broken',
        message: `The chain is not the one that was signed at ${at}: it was written anew at or before number ${seq}.`,
        seq,
      });
  }

  private findGap(from: number, to: number): void {
    const which = from === to ? `Link ${from} is` : `Links ${from} to ${to} are`;
    this.find({ what: 'links-missing', message: `${which} missing.`, seq: from });
    this.last = { seq: to, hash: undefined };
  }
}

const named = ({ kind, id }: { kind: string; id: string }): { kind: string; id: string } => ({ kind, id });

const read = (text: string): ExportLine | undefined => {
  try {
    return ExportLine.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/**
 * Proves an export without the database it came from: every record says what it said when it was recorded, none is missing and none
 * was added, and the chain is the one that was signed. `lines` are JSON texts; one of `keys` (base64 DER) must have signed.
 */
export const verifyExport = async (
  lines: AsyncIterable<string> | Iterable<string>,
  keys: readonly KeyObject[],
): Promise<Verdict> => {
  const verification = new Verification(keys);
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const line = read(text);
    if (line) verification.take(line);
    else verification.find({ what: 'unreadable', message: `Line ${number} of the export cannot be read.` });
  }
  verification.end();
  const { organizationId, links, checkpoints, signedUpTo, findings } = verification;
  return { organizationId, links, checkpoints, signedUpTo, findings };
};
