import type { SecretValues } from './vault.ts';

const HIDDEN = '[secret]';
/** Shorter values occur by chance everywhere; hiding them would tell where. */
const MIN_CHARACTERS = 4;
const MIN_LINE_CHARACTERS = 8;
const BASE64_BLOCK = 3;

/** Base64 of a text wherever it may begin within a longer one: as it looks at each of the three offsets, without the characters its neighbours decide. */
const inBase64 = (text: string): string[] =>
  [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % BASE64_BLOCK));
    return whole.toString('base64').slice(offset === 0 ? 0 : offset + 1);
  });

const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');

/** The ways in which programs print a text without meaning harm. */
const variantsOf = (value: string): string[] => {
  const lines = value.split(/[\r\n]+/).filter((line) => line.length >= MIN_LINE_CHARACTERS);
  const base64 = inBase64(value);
  const plain = [value, value.trim(), ...lines];
  return [
    ...plain,
    ...plain.map((text) => JSON.stringify(text).slice(1, -1)),
    ...plain.map((text) => encodeURIComponent(text.toWellFormed())),
    ...[...base64, ...base64.map(urlSafe)].filter((text) => text.length >= MIN_LINE_CHARACTERS),
    Buffer.from(value).toString('hex'),
  ];
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/** Hides known secrets in what is kept or shown: raw, line by line, and as JSON, URLs, base64 and hexadecimal write them. */
export class SecretMask {
  private readonly pattern: RegExp | undefined;
  private readonly needles: Buffer[];

  constructor(values: SecretValues) {
    const variants = Object.values(values)
      .filter((value) => value.trim().length >= MIN_CHARACTERS)
      .flatMap(variantsOf)
      .filter((text) => text.length >= MIN_CHARACTERS);
    // The longest first: a part must not be taken out of the middle of a whole.
    const unique = [...new Set(variants)].sort((one, other) => other.length - one.length);
    this.pattern = unique.length > 0 ? new RegExp(unique.map(escaped).join('|'), 'g') : undefined;
    this.needles = unique.map((text) => Buffer.from(text));
  }

  text(text: string): string {
    return this.pattern ? text.replaceAll(this.pattern, HIDDEN) : text;
  }

  /** A JSON message of the server: what is hidden in its strings leaves it well-formed. */
  frame(message: string | Uint8Array): string | Uint8Array {
    if (!this.isIn(message)) return message;
    const text = typeof message === 'string' ? message : Buffer.from(message).toString('utf8');
    try {
      return JSON.stringify(this.json(JSON.parse(text)));
    } catch {
      return this.text(text);
    }
  }

  private isIn(message: string | Uint8Array): boolean {
    if (typeof message === 'string') return this.text(message) !== message;
    const bytes = Buffer.from(message.buffer, message.byteOffset, message.length);
    return this.needles.some((needle) => bytes.includes(needle));
  }

  private json(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.text(String(value)) === String(value) ? value : HIDDEN;
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.json(item)]));
  }
}
