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
 * Tokens of an image as GPT-4o counts them: 85 for low detail, else 85 and 170 for each of at most 8 tiles of 512
 * pixels, into which a picture is scaled first. Its size is not looked at, so the most is assumed. Other models count
 * patches or weigh pictures higher; what the provider counts decides in the end.
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

const TEXT_TYPES = new Set<unknown>([undefined, 'text', 'input_text', 'output_text', 'summary_text', 'reasoning_text']);
const IMAGE_TYPES = new Set<unknown>(['image_url', 'input_image']);
/** Media the person attached, and what a model would not say: no results of tools, and no words of a person. */
const OTHER_TYPES = new Set<unknown>([
  'input_audio',
  'audio_url',
  'video_url',
  'file',
  'input_file',
  'refusal',
  'thinking',
]);

const asTextPart = (text: string): unknown => ({ type: 'text', text });

/** Endpoints that stand before other dialects take their parts, too, results of tools among them. */
const readForeign = (facts: FactsDraft, part: JsonRecord, path: JsonPath): void => {
  const toolCallId = textIn(part['tool_use_id']) ?? textIn(part['tool_call_id']) ?? '';
  const text = JSON.stringify(part);
  facts.addResult({ toolCallId, text, isError: false, path, replacement: asTextPart }, textIn(part['type']));
};

/** Text of one part of a message; images are counted, whatever nobody here knows is taken for a result. */
const readPart = (facts: FactsDraft, value: unknown, path: JsonPath): string | undefined => {
  // Some compatible endpoints take plain strings.
  if (typeof value === 'string') return value;
  if (!isRecord(value)) throw invalid(path, 'must be an object');
  refuseLookAlikes(value, PART_NAMES, path);
  const type = value['type'];
  if (TEXT_TYPES.has(type)) return stringAt(value['text'], [...path, 'text']);
  if (IMAGE_TYPES.has(type)) addImage(facts, value);
  else if (OTHER_TYPES.has(type)) facts.addMedia(value);
  else readForeign(facts, value, path);
  return undefined;
};

/** The text of the content of a message: a string, or an array of parts. */
export const readContent = (facts: FactsDraft, content: unknown, path: JsonPath): string => {
  if (typeof content === 'string') return content;
  return listAt(content, path)
    .flatMap((part, index) => readPart(facts, part, [...path, index]) ?? [])
    .join('\n');
};
