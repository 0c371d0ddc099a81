import type { Tool } from '@archestra/contracts';
import { fromTool } from './stored-tool.ts';

/** A tool as its row keeps it: the accepted definition, and beside it what the server gives now if that differs. */
export interface StoredTool {
  name: string;
  position: number;
  definition: string;
  pin: string;
  present: boolean;
  pendingDefinition: string | null;
  pendingPin: string | null;
  isRejected: boolean;
  changedAt: Date | null;
}

export interface Merged {
  /** Rows that are new or differ from what was stored. */
  rows: StoredTool[];
  /** Tools whose definition became another one just now, with both pins. */
  quarantined: { tool: string; before: string; after: string }[];
}

const asAccepted = { present: true, pendingDefinition: null, pendingPin: null, isRejected: false, changedAt: null };

const seen = (stored: StoredTool | undefined, tool: Tool, position: number, at: Date): StoredTool => {
  const given = fromTool(tool, position);
  // The first definition of a tool is what its grants will be for; nobody was granted it before.
  if (!stored || stored.pin === tool.pin) return { ...given, ...asAccepted };
  const isKnown = stored.pendingPin === tool.pin;
  return {
    ...stored,
    position,
    present: true,
    pendingDefinition: given.definition,
    pendingPin: tool.pin,
    isRejected: isKnown && stored.isRejected,
    changedAt: isKnown ? stored.changedAt : at,
  };
};

const gone = (stored: StoredTool, at: Date): StoredTool => ({
  ...stored,
  present: false,
  pendingDefinition: null,
  pendingPin: null,
  isRejected: false,
  changedAt: stored.present ? at : stored.changedAt,
});

const differs = (a: StoredTool | undefined, b: StoredTool): boolean => JSON.stringify(a) !== JSON.stringify(b);

/**
 * What discovery makes of the rows of a server. An accepted definition is never overwritten: another one waits beside it.
 * A tool that is gone is remembered, so that it cannot come back as something else.
 */
export const mergeTools = (stored: ReadonlyMap<string, StoredTool>, found: readonly Tool[], at: Date): Merged => {
  const names = new Set(found.map(({ name }) => name));
  const after = [
    ...found.map((tool, position) => seen(stored.get(tool.name), tool, position, at)),
    ...[...stored.values()].filter(({ name }) => !names.has(name)).map((tool) => gone(tool, at)),
  ];
  const quarantined = after.flatMap(({ name, pin, pendingPin }) =>
    pendingPin !== null && stored.get(name)?.pendingPin !== pendingPin
      ? [{ tool: name, before: pin, after: pendingPin }]
      : [],
  );
  return { rows: after.filter((row) => differs(stored.get(row.name), row)), quarantined };
};
