/** Time left until a moment: `4:05`, `0:09`; `0:00` once it has passed. Hours count as minutes. */
export const remaining = (expiresAt: string, nowMs: number): string => {
  const seconds = Math.max(0, Math.ceil((new Date(expiresAt).getTime() - nowMs) / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
