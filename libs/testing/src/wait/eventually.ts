/** Repeats a check until it passes or the time is over, then throws what the check threw last. */
export const eventually = async <T>(check: () => T | Promise<T>, timeoutMs = 10_000, everyMs = 50): Promise<T> => {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
};
