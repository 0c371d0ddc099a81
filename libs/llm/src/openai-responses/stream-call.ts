import { protocolError } from '../failure/provider-failure.ts';
import { textIn, type JsonRecord } from '../json/json.ts';
import type { ToolCall } from '../request/facts.ts';
import { readCallItem } from './item.ts';

interface GrowingCall {
  /** Place of the item in the output. */
  readonly index: number;
  item: JsonRecord;
  isWhole: boolean;
  pieces: string;
}

const indexOf = (index: unknown): number => {
  if (typeof index !== 'number') throw protocolError('The provider sent a tool call without a place in its answer.');
  return index;
};

/** Puts calls of a stream of the Responses API together. */
export class StreamedCalls {
  private readonly byIndex = new Map<number, GrowingCall>();

  get size(): number {
    return this.byIndex.size;
  }

  /** Takes an item in, as it begins or, `isWhole`, as it ended. */
  add(place: unknown, item: JsonRecord, isWhole: boolean): void {
    const index = indexOf(place);
    const known = this.byIndex.get(index);
    if (!known) {
      this.byIndex.set(index, { index, item, isWhole, pieces: '' });
      return;
    }
    const before = readCallItem(known.item);
    const after = readCallItem(item);
    // Clients take what they need from any of these events, so they must agree.
    if (before.name !== after.name || (known.isWhole && before.argumentsText !== after.argumentsText))
      throw protocolError('The provider changed a tool call while it sent it.');
    known.item = item;
    known.isWhole ||= isWhole;
  }

  /** A piece of the arguments of a call. */
  grow(event: JsonRecord): void {
    const call = this.byIndex.get(indexOf(event['output_index']));
    if (!call) throw protocolError('The provider sent a piece of a tool call that it never began.');
    if (String(event['type']).endsWith('.delta')) call.pieces += textIn(event['delta']) ?? '';
    else this.compare(call, textIn(event['arguments']) ?? textIn(event['input']));
  }

  /** Throws `PROVIDER_PROTOCOL_ERROR` unless every call is whole and its pieces say what its end says. */
  check(): void {
    for (const call of this.byIndex.values()) {
      if (!call.isWhole) throw protocolError('The provider ended its answer in the middle of a tool call.');
      this.compare(call, textIn(call.item['arguments']) ?? textIn(call.item['input']));
    }
  }

  list(): ToolCall[] {
    return [...this.byIndex.values()].map(({ item }, position) => ({ ...readCallItem(item), position }));
  }

  /** Items of calls by their place in the output, in the order of `list`. */
  entries(): [index: number, item: JsonRecord][] {
    return [...this.byIndex.values()].map(({ index, item }) => [index, item]);
  }

  private compare(call: GrowingCall, whole: string | undefined): void {
    if (call.pieces !== '' && whole !== undefined && whole !== call.pieces)
      throw protocolError('The provider changed a tool call while it sent it.');
  }
}
