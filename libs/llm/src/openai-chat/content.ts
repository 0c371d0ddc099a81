import {
  invalid,
  isRecord,
  listAt,
  refuseLookAlikes,
  stringAt,
  textIn,
  type JsonPath,
  type JsonRecord,
} from '../json/json.ts';
import type { FactsDraft } from '../request/facts.ts';

/**
 * Tokens of an image. OpenAI counts 85 for low detail, else 85 and 170 for each of at most 8 tiles of 512 pixels, into
 * which a picture is scaled first; the size of the picture is not looked at, so the most is assumed.
 */
const LOW_DETAIL_TOKENS = 85;
const HIGH_DETAIL_TOKENS = 85 + 170 * 8;

const DATA_URL = 'data:';
const PART_NAMES = new Set(['type', 'text', 'image_url', 'content', 'refusal']);

/** Counts an image by its URL; only one inside the request has bytes. */
export const addImageUrl = (facts: FactsDraft, url: unknown, detail: unknown): void => {
  const text = textIn(url) ?? '';
  facts.addImage(
    text.startsWith(DATA_URL) ? text.length : 0,
    detail === 'low' ? LOW_DETAIL_TOKENS : HIGH_DETAIL_TOKENS,
  );
};

const addImage = (facts: FactsDraft, part: JsonRecord): void => {
  const image = isRecord(part['image_url']) ? part['image_url'] : { url: part['image_url'] };
  addImageUrl(facts, image['url'], image['detail'] ?? part['detail']);
};

/** Text of one part of a message; images are counted, other kinds are written out when the size is asked for. */
const readPart = (facts: FactsDraft, value: unknown, path: JsonPath): string | undefined => {
  // Some compatible endpoints take plain strings.
  if (typeof value === 'string') return value;
  if (!isRecord(value)) throw invalid(path, 'must be an object');
  refuseLookAlikes(value, PART_NAMES, path);
  if ('text' in value) return stringAt(value['text'], [...path, 'text']);
  if (value['type'] === 'image_url' || value['type'] === 'input_image') addImage(facts, value);
  else if (value['type'] !== 'input_audio' && value['type'] !== 'file') facts.addStructure(value);
  return undefined;
};

/** The text of the content of a message: a string, or an array of parts. */
export const readContent = (facts: FactsDraft, content: unknown, path: JsonPath): string => {
  if (typeof content === 'string') return content;
  return listAt(content, path)
    .flatMap((part, index) => readPart(facts, part, [...path, index]) ?? [])
    .join('\n');
};
