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

async function* stretches(api: Api): AsyncGenerator<Stretch> {
  let bounds: { afterSeq: number; upToSeq?: number } = { afterSeq: 0 };
  for (;;) {
    const stretch = await api.call(consoleRoutes.exportChain, { query: { ...bounds, limit: 500 } });
    yield stretch;
    const { nextSeq, upToSeq } = stretch;
    if (nextSeq === null) return;
    if (nextSeq <= bounds.afterSeq) throw new AppError('INTERNAL', 'The record does not go on.');
    bounds = { afterSeq: nextSeq, upToSeq };
  }
}

/**
 * Reads the chained record of an organization in stretches and hands every line of the export on, in order. What is recorded while
 * the export runs is left out.
 */
export const exportRecord = async (
  api: Api,
  write: (line: ExportLine) => Promise<void> | void,
  progress: (links: number, of: number) => void,
): Promise<Exported> => {
  let exported: Exported | undefined;
  for await (const stretch of stretches(api)) {
    const { organizationId, publicKey, upToSeq } = stretch;
    if (!exported)
      await write({ type: 'header', version: 1, organizationId, exportedAt: new Date().toISOString(), seq: upToSeq });
    for (const line of linesOf(stretch)) await write(line);
    exported = { publicKey, links: (exported?.links ?? 0) + stretch.links.length };
    progress(exported.links, upToSeq);
  }
  const { items } = await api.call(consoleRoutes.listUnlinkedRecords, {});
  for (const item of items) await write({ type: 'unlinked', ...item });
  return exported as Exported;
};
