import { AppError, consoleRoutes, type RouteReply } from '@archestra/contracts';
import type { ExportLine } from '@archestra/record';
import type { ConsoleClient } from '../console/console.client.ts';

type Stretch = RouteReply<typeof consoleRoutes.exportChain>;
type Api = Pick<ConsoleClient, 'call'>;

/** What was exported, and the key it was signed with. */
export interface Exported {
  readonly links: number;
  readonly publicKey: string;
}

/** Links, each followed by the checkpoint that was made of it. */
const linesOf = ({ links, checkpoints }: Stretch): ExportLine[] => {
  const lines: { seq: number; line: ExportLine }[] = [
    ...links.map((link) => ({ seq: link.seq, line: { type: 'link' as const, ...link } })),
    ...checkpoints.map((checkpoint) => ({ seq: checkpoint.seq, line: { type: 'checkpoint' as const, ...checkpoint } })),
  ];
  return lines.sort((one, other) => one.seq - other.seq).map(({ line }) => line);
};

/** Records of which only a later link brings the text: they were told of again, maybe while the export runs. */
class Owed {
  private readonly keys = new Set<string>();

  take(links: Stretch['links']): void {
    for (const { kind, id, atMs, text } of links) {
      const key = `${kind} ${atMs} ${id}`;
      if (text === undefined) this.keys.add(key);
      else this.keys.delete(key);
    }
  }

  get isEmpty(): boolean {
    return this.keys.size === 0;
  }
}

async function* stretches(api: Api): AsyncGenerator<Stretch> {
  const owed = new Owed();
  let bounds: { afterSeq: number; upToSeq?: number } = { afterSeq: 0 };
  for (;;) {
    const stretch = await api.call(consoleRoutes.exportChain, { query: { ...bounds, limit: 500 } });
    yield stretch;
    owed.take(stretch.links);
    const { nextSeq, upToSeq } = stretch;
    if (nextSeq !== null && nextSeq <= bounds.afterSeq) throw new AppError('INTERNAL', 'The record does not go on.');
    // What is still owed was recorded anew behind the end: the export goes on to there.
    const isAtEnd = nextSeq === null && (owed.isEmpty || (bounds.upToSeq === undefined && bounds.afterSeq === upToSeq));
    if (isAtEnd) return;
    bounds = nextSeq === null ? { afterSeq: upToSeq } : { afterSeq: nextSeq, upToSeq };
  }
}

/**
 * Reads the chained record of an organization in stretches and hands every line of the export on, in order. What is recorded while
 * the export runs is left out, but for records that are in it already.
 */
export const exportRecord = async (
  api: Api,
  write: (line: ExportLine) => Promise<void> | void,
  progress: (links: number, of: number) => void,
): Promise<Exported> => {
  let exported: Exported | undefined;
  for await (const stretch of stretches(api)) {
    const { organizationId, publicKey, upToSeq } = stretch;
    if (exported === undefined)
      await write({ type: 'header', version: 1, organizationId, exportedAt: new Date().toISOString(), seq: upToSeq });
    for (const line of linesOf(stretch)) await write(line);
    exported = { publicKey, links: (exported?.links ?? 0) + stretch.links.length };
    progress(exported.links, upToSeq);
  }
  const { items } = await api.call(consoleRoutes.listUnlinkedRecords, {});
  for (const item of items) await write({ type: 'unlinked', ...item });
  return exported as Exported;
};
