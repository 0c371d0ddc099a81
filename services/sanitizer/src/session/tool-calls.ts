import type { Reason } from '@archestra/contracts';
import type { Call } from '@archestra/policy';

/** Calls and results of one conversation that are remembered; the oldest leave first, and what is not remembered is not trusted. */
const MAX_CALLS = 4_000;
const MAX_RESULTS = 8_000;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** A tool as an answer called it. */
export type AnnouncedTool = Pick<Call, 'profileId' | 'serverId' | 'source' | 'name' | 'pin'> & {
  /** Arguments as JSON text: what a result says again is no news. */
  arguments: string;
};
type ClaimedTool = Omit<AnnouncedTool, 'arguments' | 'profileId'>;

interface Announced {
  /** Undefined once the id stood for two tools: then no result can be told to be whose. */
  tool: AnnouncedTool | undefined;
  times: number;
  results: number;
}

/** What was shown of a result: undefined for the result itself. */
export interface SeenResult {
  replacement?: { text: string; quarantineId: string | null; reason: Reason };
}

const isSame = (one: AnnouncedTool, other: ClaimedTool): boolean =>
  one.serverId === other.serverId && one.source === other.source && one.name === other.name && one.pin === other.pin;

/**
 * The tool calls that answers of models announced in one session, and the results that were seen for them. A result is matched by
 * the id of its call; the client's word for which tool that was can only make it worse.
 */
export class ToolCalls {
  private readonly calls = new Map<string, Announced>();
  private readonly results = new Map<string, SeenResult>();
  private characters = 0;

  /** An answer with this call was let through. */
  announce(toolCallId: string, tool: AnnouncedTool): void {
    const known = this.calls.get(toolCallId);
    if (known) {
      known.times += 1;
      if (!known.tool || isSame(known.tool, tool)) return;
      this.characters -= known.tool.arguments.length;
      known.tool = undefined;
      return;
    }
    this.calls.set(toolCallId, { tool, times: 1, results: 0 });
    this.characters += tool.arguments.length;
    while (this.calls.size > MAX_CALLS || this.characters > MAX_CHARACTERS) this.forgetOldest();
  }

  /** The tool whose result this is; undefined when no announced call waits for one, or the client names another tool. */
  match(toolCallId: string, claimed: ClaimedTool | null): AnnouncedTool | undefined {
    const known = this.calls.get(toolCallId);
    if (!known?.tool || known.results >= known.times) return undefined;
    return claimed && !isSame(known.tool, claimed) ? undefined : known.tool;
  }

  /** What was shown of this very content under this id before; undefined when it is new. */
  seen(toolCallId: string, contentHash: string): SeenResult | undefined {
    return this.results.get(keyOf(toolCallId, contentHash));
  }

  /** Remembers a result and what was shown of it. */
  see(toolCallId: string, contentHash: string, shown: SeenResult): void {
    const key = keyOf(toolCallId, contentHash);
    const known = this.calls.get(toolCallId);
    if (known && !this.results.has(key)) known.results += 1;
    this.results.set(key, shown);
    const [oldest = ''] = this.results.keys();
    if (this.results.size > MAX_RESULTS) this.results.delete(oldest);
  }

  private forgetOldest(): void {
    const [[oldest, { tool }] = ['', { tool: undefined }]] = this.calls;
    this.characters -= tool?.arguments.length ?? 0;
    this.calls.delete(oldest);
  }
}

/** A hash holds no line break. */
const keyOf = (toolCallId: string, contentHash: string): string => `${contentHash}\n${toolCallId}`;
