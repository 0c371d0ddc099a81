/** The organization of everybody in the mock. */
export const organizationId = '019b0000-0000-7000-8000-000000000001';
export const START = Date.now();
export const ago = (minutes: number): string => new Date(START - minutes * 60_000).toISOString();
export const id = (kind: number, number: number): string =>
  `019b${kind.toString(16).padStart(4, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
