import { scalarsOf, valuesAround } from './condition/path.ts';
import type { Facts } from './facts.ts';

/** A value that a contract protects, and where it stands. */
export interface ProtectedValue {
  readonly path: string;
  readonly role: 'recipient' | 'target';
  readonly value: unknown;
}

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');

const at = (
  paths: readonly string[] | undefined,
  role: ProtectedValue['role'],
  args: unknown,
): readonly ProtectedValue[] =>
  (paths ?? []).flatMap((path) =>
    valuesAround(path, args)
      .filter(isGiven)
      .map((value) => ({ path, role, value })),
  );

/** Whether the contract says which arguments decide where a call leads. */
export const isAddressed = ({ contract }: Facts): boolean =>
  (contract.recipients?.length ?? 0) > 0 || (contract.targets?.length ?? 0) > 0;

/** What a call names as its recipients and targets, read as widely as a server might read it. */
export const protectedValues = ({ contract, call }: Facts): readonly ProtectedValue[] => [
  ...at(contract.recipients, 'recipient', call.arguments),
  ...at(contract.targets, 'target', call.arguments),
];

/** Every text a call carries. */
export const textsOf = ({ call }: Facts): readonly string[] =>
  scalarsOf(call.arguments).filter((value): value is string => typeof value === 'string');
