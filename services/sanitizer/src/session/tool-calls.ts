import type { Reason } from '@archestra/contracts';
import type { Call } from '@archestra/policy';

/** Calls and results of one conversation that are remembered; the oldest leave first, and what is not remembered is not trusted. */
const MAX_CALLS = 4_000;
const MAX_RESULTS = 8_000;
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** Tools one id may stand for: an honest id stands for one. */
const MAX_TOOLS = 16;

/** A tool as an answer called it. */
type CalledTool = Pick<Call, 'profileId' | 'serverId' | 'source' | 'name' | 'pin'>;
export type AnnouncedTool = CalledTool & {
  /** Arguments as JSON text: what a result says again is no news. */
  arguments: string;
};
type ClaimedTool = Omit<CalledTool, 'profileId'>;

interface Announced {
  /** Undefined once the id stood for two tools or for other arguments: then no result can be told to be whose. */
  tool: AnnouncedTool | undefined;
  /** Every tool the id stood for. */
  tools: CalledTool[];
  times: number;
  results: number;
}

/** What was shown of a result: undefined for the result itself. */
export interface SeenResult {
  replacement?: { text: string; quarantineId: string | null; reason: Reason };
}

const isSame = (one: CalledTool, other: ClaimedTool): boolean =>
  one.serverId === other.serverId && one.source === other.source && one.name === other.name && one.pin === other.pin;

/**
 * The tool calls that answers of models announced in one session, and the results that were seen for them. A result is matched by
 * the id of its call; the client's word for which tool that was can only make it worse.
 */
export class ToolCalls {
  private readonly calls = new Map<string, Announced>();
  private readonly results = new Map<string, SeenResult>();
  private characters = 0;

  /** An answer with this call was let through; without `arguments` they are too long. False when its id stands for too many tools. */
  announce(toolCallId: string, called: CalledTool & { arguments: string | undefined }): boolean {
    const { arguments: given, ...tool } = called;
    const known = this.calls.get(toolCallId);
    if (known) return this.repeat(known, tool, given);
    const announced = given === undefined ? undefined : { ...tool, arguments: given };
    this.calls.set(toolCallId, { tool: announced, tools: [tool], times: 1, results: 0 });
    this.characters += given?.length ?? 0;
    while (this.calls.size > MAX_CALLS || this.characters > MAX_CHARACTERS) this.forgetOldest();
    return true;
  }

  /** The tools that answers called under this id; a result under it is at worst of any of them. */
  announced(toolCallId: string): readonly CalledTool[] {
    return this.calls.get(toolCallId)?.tools ?? [];
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

  private repeat(known: Announced, tool: CalledTool, given: string | undefined): boolean {
    const isKnown = known.tools.some((each) => each.profileId === tool.profileId && isSame(each, tool));
    if (!isKnown && known.tools.length >= MAX_TOOLS) return false;
    if (!isKnown) known.tools.push(tool);
    known.times += 1;
    // A result of the second call would pass for one of the first, and what the person asked for there for its origin.
    if (known.tool && (!isKnown || known.tool.arguments !== given)) {
      this.characters -= known.tool.arguments.length;
      known.tool = undefined;
    }
    return true;
  }

  private forgetOldest(): void {
    const [[oldest, { tool }] = ['', { tool: undefined }]] = this.calls;
    this.characters -= tool?.arguments.length ?? 0;
    this.calls.delete(oldest);
  }
}

/** A hash holds no line break. */
const keyOf = (toolCallId: string, contentHash: string): string => `${contentHash}\n${toolCallId}`;
