import { Tool } from '@archestra/contracts';
import { canonicalJson } from './canonical-json.ts';
import { pinOf } from './pin.ts';

export const MAX_TOOLS = 2_000;
/** Of all definitions of one server together: they travel in one message, and the broker takes 1 MiB. */
export const MAX_DEFINITIONS_BYTES = 786_432;
/** Of one definition: a changed one is shown beside the accepted one, in one message. */
const MAX_DEFINITION_BYTES = 262_144;

const Definition = Tool.omit({ pin: true });

/** What is left of a list of definitions. */
export interface Screened {
  tools: Tool[];
  /** One sentence per definition that was left out. */
  refused: string[];
}

const isControl = /[\p{Cc}\p{Cs}]/u;

/** A name as a person may see it: no control characters, not longer than a line. */
const shown = (value: unknown): string =>
  typeof value === 'string'
    ? `“${value.slice(0, 40).replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?')}”`
    : 'without a name';

const nameOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;

const screen = (value: unknown): Tool | string => {
  const parsed = Definition.safeParse(value);
  if (!parsed.success) return `is not a tool definition (${parsed.error.issues[0]?.path.join('.') || 'no object'})`;
  if (isControl.test(parsed.data.name)) return 'has control characters in its name';
  try {
    // Also the members a pin does not cover must be shallow enough for everyone who reads the definition later.
    canonicalJson(parsed.data);
    return { ...parsed.data, pin: pinOf(parsed.data) };
  } catch {
    return 'is nested too deeply';
  }
};

const countNames = (values: readonly unknown[]): Map<unknown, number> => {
  const counts = new Map<unknown, number>();
  for (const value of values) counts.set(nameOf(value), (counts.get(nameOf(value)) ?? 0) + 1);
  return counts;
};

/** Keeps what is a tool, with its pin. A name given twice names nothing: neither definition is kept. */
export const screenDefinitions = (values: readonly unknown[], maxBytes = MAX_DEFINITIONS_BYTES): Screened => {
  const counts = countNames(values);
  const screened: Screened = { tools: [], refused: [] };
  let bytes = 0;
  for (const value of values) {
    const name = nameOf(value);
    const tool = typeof name === 'string' && (counts.get(name) ?? 0) > 1 ? 'is defined more than once' : screen(value);
    const size = typeof tool === 'string' ? 0 : Buffer.byteLength(JSON.stringify(tool));
    const isOversize = size > MAX_DEFINITION_BYTES || bytes + size > maxBytes;
    const reason = isOversize
      ? `does not fit: a definition may have 256 KiB, all of a server ${maxBytes / 1_024} KiB together`
      : tool;
    if (typeof reason === 'string') screened.refused.push(`The tool ${shown(name)} ${reason}.`);
    else {
      screened.tools.push(reason);
      bytes += size;
    }
  }
  return screened;
};
