/** How long a token lives, in days; `never` until it is revoked. */
export type Lifetime = '7' | '30' | '90' | '365' | 'never';

export const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: 'never', label: 'Until revoked' },
] as const satisfies readonly { value: Lifetime; label: string }[];

const DAY_MS = 86_400_000;

/** When a token made at `now` ends, as the API wants it. */
export const expiryAfter = (lifetime: Lifetime, now: Date): string | null =>
  lifetime === 'never' ? null : new Date(now.getTime() + Number(lifetime) * DAY_MS).toISOString();
