/** A reporter that speaks about one kind of trouble at most every `everyMs`: an outage must not fill the log. */
export const sparing = (
  report: (error: unknown, what: string) => void,
  everyMs = 5_000,
): ((error: unknown, what: string) => void) => {
  const spoke = new Map<string, number>();
  return (error, what) => {
    const now = performance.now();
    const last = spoke.get(what);
    if (last !== undefined && now - last < everyMs) return;
    spoke.set(what, now);
    report(error, what);
  };
};
