import { protocolError } from '../failure/provider-failure.ts';
import { textIn, type JsonRecord } from '../json/json.ts';
import type { ToolCall } from '../request/facts.ts';
import { callsIn, legacyCallIn } from './answer.ts';
import { readCall } from './request.ts';

/** A piece of a tool call in a chunk; `isLegacy`: of the one `function_call` there was before tools. */
export interface CallEntry {
  readonly call: JsonRecord;
  readonly isLegacy: boolean;
}

/** Pieces of tool calls in a delta or a message. Throws `PROVIDER_PROTOCOL_ERROR` where nobody can tell what they are. */
export const entriesOf = (added: JsonRecord): CallEntry[] => {
  const entries = callsIn(added).map((call) => ({ call, isLegacy: false }));
  const legacy = legacyCallIn(added);
  return legacy ? [...entries, { call: { function: legacy }, isLegacy: true }] : entries;
};

interface GrowingCall {
  readonly choice: number;
  /** Its index on the wire; `undefined` where the provider leaves it out. */
  readonly index: number | undefined;
  readonly isLegacy: boolean;
  id: string;
  name: string;
  argumentsText: string;
}

const grow = (call: GrowingCall, entry: JsonRecord): void => {
  const piece = readCall(entry);
  call.id ||= piece.id;
  // Some clients would append it and some replace it: nobody knows what would be called.
  if (call.name !== '' && piece.name !== '' && piece.name !== call.name)
    throw protocolError('The provider changed the name of a tool call while it sent it.');
  call.name ||= piece.name;
  call.argumentsText += piece.argumentsText;
};

/** Puts calls of a stream together from their pieces. Reading the same pieces again gives the same positions. */
export class ChatCalls {
  private readonly all: GrowingCall[] = [];

  get size(): number {
    return this.all.length;
  }

  /** Adds a piece and returns the position of its call. */
  add(choice: number, { call, isLegacy }: CallEntry): number {
    const index = typeof call['index'] === 'number' ? call['index'] : undefined;
    let position = this.find(choice, call, index, isLegacy);
    if (position === -1) {
      position = this.all.length;
      this.all.push({ choice, index, isLegacy, id: '', name: '', argumentsText: '' });
    }
    grow(this.all[position] as GrowingCall, call);
    return position;
  }

  list(): ToolCall[] {
    return this.all.map(({ id, name, argumentsText }, position) => ({ position, id, name, argumentsText }));
  }

  choices(): number[] {
    return [...new Set(this.all.map(({ choice }) => choice))];
  }

  /** Positions of the calls of a choice. */
  of(choice: number): number[] {
    return this.all.flatMap((call, position) => (call.choice === choice ? position : []));
  }

  private find(choice: number, entry: JsonRecord, index: number | undefined, isLegacy: boolean): number {
    const id = textIn(entry['id']) ?? '';
    return this.all.findLastIndex((call) => {
      if (call.choice !== choice || call.isLegacy !== isLegacy) return false;
      // Some endpoints give every call the index 0 and tell them apart by id.
      return (index === undefined || call.index === index) && (id === '' || call.id === '' || id === call.id);
    });
  }
}
