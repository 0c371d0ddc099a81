import { ToolContract } from '@archestra/contracts';

/** A contract as its columns hold it. */
export interface ContractColumns {
  effect?: unknown;
  integrity?: unknown;
  audience?: unknown;
  contract?: unknown;
}

/** Throws when the columns break the shape. */
export const readContract = ({ effect, integrity, audience, contract }: ContractColumns): ToolContract =>
  ToolContract.parse(contract ?? { effect, output: { integrity, audience } });

export const contractColumns = (contract: ToolContract) => ({
  effect: contract.effect,
  integrity: contract.output.integrity,
  audience: contract.output.audience,
  contract,
});
