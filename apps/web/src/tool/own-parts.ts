import type { ToolContract } from '@archestra/contracts';

const own = ['recipients', 'targets', 'designators', 'reaches'] as const;

/** A contract for several tools as one of them gets it: what it already says of its own arguments and readers stays. */
export const withOwnParts = (shared: ToolContract, known: ToolContract | undefined): ToolContract =>
  own.reduce(
    (contract, part) => (known?.[part] === undefined ? contract : { ...contract, [part]: known[part] }),
    shared,
  );
