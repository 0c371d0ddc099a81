import { invalid, listAt, recordAt, refuseLookAlikes } from '../json/json.ts';
import { readModel } from '../openai-chat/request.ts';
import { FactsDraft, type RequestFacts } from '../request/facts.ts';

const BODY_NAMES = new Set(['model', 'input']);

const isTokens = (value: unknown): boolean => Array.isArray(value) && value.every((token) => typeof token === 'number');

/** Reads a body of `POST /embeddings`: texts, or texts that are tokens already. */
export const readEmbeddingsRequest = (value: unknown): RequestFacts => {
  const body = recordAt(value, []);
  refuseLookAlikes(body, BODY_NAMES, []);
  const facts = new FactsDraft();
  facts.model = readModel(body);
  const input = body['input'];
  if (typeof input === 'string') facts.addText(input);
  else if (isTokens(input)) facts.addStructure(input);
  else
    listAt(input, ['input']).forEach((text, index) => {
      if (typeof text === 'string') facts.addText(text);
      else if (isTokens(text)) facts.addStructure(text);
      else throw invalid(['input', index], 'must be a text or an array of tokens');
    });
  if (facts.textBytes === 0) throw invalid(['input'], 'must hold something to embed');
  return facts;
};
