const grouped = (value: number, digits: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const MICRO = 1_000_000;

/** `1250000` → `$1.25`, `4200` → `$0.0042`, `7` → `$0.000007`: cents as usual, and what is less than a cent to two digits that say something. */
export const formatMicroUsd = (microUsd: number): string => {
  const size = Math.abs(microUsd);
  const sign = microUsd < 0 ? '−' : '';
  if (size === 0) return '$0';
  if (size >= 10_000) return `${sign}$${grouped(size / MICRO, 2)}`;
  const digits = Math.min(6, 7 - String(size).length + 1);
  return `${sign}$${(size / MICRO).toFixed(digits)}`;
};

/** The same for axes: `$1.2k`, `$0.50`. */
export const formatShortUsd = (microUsd: number): string => {
  const usd = Math.abs(microUsd) / MICRO;
  const sign = microUsd < 0 ? '−' : '';
  if (usd >= 10_000) return `${sign}$${Math.round(usd / 1_000)}k`;
  if (usd >= 1_000) return `${sign}$${(usd / 1_000).toFixed(1)}k`;
  if (usd >= 100 || (usd >= 10 && Number.isInteger(usd))) return `${sign}$${Math.round(usd)}`;
  return formatMicroUsd(microUsd);
};

const USD = /^(\d{1,9})(?:[.,](\d{1,6}))?$/;
/** As the console writes it. */
const GROUPED = /^[1-9]\d{0,2}(?:,\d{3})+\.\d{1,6}$/;
/** A thousand to some, one to others. */
const AMBIGUOUS = /^[1-9]\d*,\d{3}$/;

/** Reads dollars with up to six digits after the point, exactly; undefined when it is no amount, or could be two. */
export const readUsd = (text: string): number | undefined => {
  const written = text.replace(/^\s*\$?\s*|\s+$/g, '');
  if (AMBIGUOUS.test(written)) return undefined;
  const plain = GROUPED.test(written) ? written.replaceAll(',', '') : written;
  const [, whole, fraction = ''] = USD.exec(plain) ?? [];
  return whole === undefined ? undefined : Number(whole) * MICRO + Number(fraction.padEnd(6, '0'));
};

/** Micro-dollars as a person types them: `2.5`. */
export const usdText = (microUsd: number): string => {
  const fraction = String(microUsd % MICRO)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const whole = Math.floor(microUsd / MICRO);
  return fraction === '' ? String(whole) : `${whole}.${fraction}`;
};

/** `125000` → `$0.125`: what a million tokens cost, exactly, at least to the cent. A price of nothing is a price, too. */
export const formatPrice = (microUsdPerMillion: number): string => {
  if (microUsdPerMillion === 0) return 'free';
  const [whole = '0', fraction = ''] = usdText(microUsdPerMillion).split('.');
  return `$${Number(whole).toLocaleString('en')}.${fraction.padEnd(2, '0')}`;
};

/** `1234567` → `1.23 M`, `4200` → `4,200`: tokens of calls are read exactly, sums roughly. */
export const formatTokens = (tokens: number): string => {
  if (tokens >= 1_000_000_000) return `${(tokens / 1_000_000_000).toFixed(2)} G`;
  if (tokens >= 1_000_000) return `${(tokens / 1_000_000).toFixed(2)} M`;
  if (tokens >= 100_000) return `${Math.round(tokens / 1_000)} k`;
  return tokens.toLocaleString('en');
};
