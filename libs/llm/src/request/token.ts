import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

/** Pieces are short because counting a run without spaces costs the square of its length. */
const PIECE_CHARS = 128;
/** Requests with no more text than this are counted whole, longer ones by samples of as much: counting costs more than all else here. */
const COUNTED_CHARS = 256;
const SAMPLES = 8;
const SAMPLE_CHARS = COUNTED_CHARS / SAMPLES;
/** Roles and separators around one text. */
const TOKENS_PER_TEXT = 4;

// Text that looks like a control token is text.
const asText = { disallowedSpecial: new Set<string>() };

const countPieces = (text: string): number => {
  let tokens = 0;
  for (let at = 0; at < text.length; at += PIECE_CHARS) tokens += countTokens(text.slice(at, at + PIECE_CHARS), asText);
  return tokens;
};

/** `SAMPLE_CHARS` characters of the texts taken as one, from `position` on; fewer where a text ends. */
const pieceAt = (texts: readonly string[], position: number): string => {
  let before = 0;
  for (const text of texts) {
    const start = position - before;
    if (start < text.length)
      return text.slice(Math.max(0, Math.min(start, text.length - SAMPLE_CHARS))).slice(0, SAMPLE_CHARS);
    before += text.length;
  }
  return '';
};

/** Tokens per character in the densest of some pieces at equal distances: rather too much than too little. */
const densestSample = (texts: readonly string[], chars: number): number => {
  let densest = 0;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const piece = pieceAt(texts, Math.floor((sample * (chars - 1)) / (SAMPLES - 1)));
    if (piece !== '') densest = Math.max(densest, countTokens(piece, asText) / piece.length);
  }
  return densest;
};

/**
 * Tokens a model will read in these texts. Little text is counted with `o200k_base`, the encoding of OpenAI's models
 * since GPT-4o, which is near enough for others; much text is taken to be as dense as the densest of its samples, and
 * never denser than a token per byte. The provider's own count decides in the end.
 */
export const estimateTokens = (texts: readonly string[]): number => {
  const written = texts.filter((text) => text !== '');
  const chars = written.reduce((sum, text) => sum + text.length, 0);
  const tokens =
    chars <= COUNTED_CHARS
      ? written.reduce((sum, text) => sum + countPieces(text), 0)
      : Math.min(Math.ceil(chars * densestSample(written, chars)), sizeBytes(written));
  return tokens + written.length * TOKENS_PER_TEXT;
};

/** Of base64, by which documents and sound travel: a page of a PDF has some 50,000 characters and up to 3,000 tokens. */
const MEDIA_CHARS_PER_TOKEN = 16;

/** Tokens to expect of a document or of sound inside a request, however its part is built. */
export const mediaTokens = (part: unknown): number => Math.ceil(charsIn(part) / MEDIA_CHARS_PER_TOKEN);

const charsIn = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, member) => sum + charsIn(member), 0);
};

/** UTF-8 bytes of all texts. */
export const sizeBytes = (texts: readonly string[]): number => {
  let bytes = 0;
  for (const text of texts) bytes += Buffer.byteLength(text);
  return bytes;
};
