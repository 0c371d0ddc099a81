import { hash } from 'node:crypto';
import { listOf, textOf, type Json } from '../request/json.ts';

const DIMENSIONS = 32;
const CHARS_PER_TOKEN = 4;

/** The same text has always the same vector, of length one; nothing is meant by it. */
const vectorOf = (text: string): number[] => {
  const bytes = hash('sha256', text, 'buffer');
  const raw = Array.from({ length: DIMENSIONS }, (_, index) => (bytes[index] ?? 0) - 127.5);
  const length = Math.hypot(...raw);
  return raw.map((value) => value / length);
};

const written = (vector: readonly number[], format: unknown): unknown =>
  format === 'base64' ? Buffer.from(Float32Array.from(vector).buffer).toString('base64') : vector;

/** An answer of `/embeddings`. */
export const embeddings = (body: Json): unknown => {
  const inputs = typeof body['input'] === 'string' ? [body['input']] : listOf(body['input']);
  const texts = inputs.map((input) => (typeof input === 'string' ? input : JSON.stringify(input)));
  const tokens = texts.reduce((sum, text) => sum + Math.ceil(text.length / CHARS_PER_TOKEN), 0);
  return {
    object: 'list',
    model: textOf(body['model']),
    data: texts.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: written(vectorOf(text), body['encoding_format']),
    })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
};
