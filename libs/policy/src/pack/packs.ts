import { everything } from './everything.ts';
import { filesystem } from './filesystem.ts';
import { knowledge } from './knowledge.ts';
import { memory } from './memory.ts';
import type { ContractPack } from './pack.ts';

/** Every reviewed pack by the source it speaks about. */
export const packs: ReadonlyMap<string, ContractPack> = new Map(
  [everything, filesystem, memory, knowledge].map((pack) => [pack.source, pack]),
);
