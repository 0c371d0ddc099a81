const numbers = (version: string): number[] => (/^\D*(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? '0').split('.').map(Number);

/** Is the dotted version at least the other one? Epochs are cut off by the caller, suffixes are ignored. */
export const isAtLeast = (version: string, least: string): boolean => {
  const [own, other] = [numbers(version), numbers(least)];
  const differing = Array.from(
    { length: Math.max(own.length, other.length) },
    (_, index) => (own[index] ?? 0) - (other[index] ?? 0),
  ).find((difference) => difference !== 0);
  return (differing ?? 0) >= 0;
};

/** The upstream part of a Debian version: without epoch and revision. */
export const upstreamVersion = (version: string): string => version.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
