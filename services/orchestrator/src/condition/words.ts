const LONGEST_LINE = 300;

/** Text of a server as part of a message: no control characters, no line that fills a screen. */
export const quotable = (line: string): string => {
  // eslint-disable-next-line no-control-regex
  const plain = line.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '').replace(/[\p{Cc}\p{Cf}]/gu, ' ');
  return plain.length > LONGEST_LINE ? `${plain.slice(0, LONGEST_LINE)} …` : plain;
};

/** A sentence with what a server printed last. */
export const withLog = (sentence: string, lines: readonly string[] | undefined): string => {
  const last = (lines ?? []).map(quotable).filter((line) => line.trim() !== '');
  return last.length > 0 ? `${sentence} Its last lines:\n${last.join('\n')}` : `${sentence} It printed nothing.`;
};

/** Seconds or minutes, as a person says it. */
export const spoken = (ms: number): string => {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.round(seconds / 60)} minutes`;
};
