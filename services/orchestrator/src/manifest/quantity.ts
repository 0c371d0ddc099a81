const units: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** A Kubernetes quantity as a number; `undefined` when it is none. */
export const parseQuantity = (text: string): number | undefined => {
  const match = /^([0-9]+(?:\.[0-9]+)?)([numkMGTP]|[KMGTP]i)?$/.exec(text);
  const unit = units[match?.[2] ?? ''];
  return match?.[1] === undefined || unit === undefined ? undefined : Number(match[1]) * unit;
};

/** The smaller of two quantities, as it was written. */
export const smallerQuantity = (one: string, other: string): string =>
  (parseQuantity(one) ?? Infinity) <= (parseQuantity(other) ?? Infinity) ? one : other;
