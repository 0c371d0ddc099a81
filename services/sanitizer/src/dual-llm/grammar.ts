import type { TypedAnswer, TypedQuestion } from '@archestra/contracts';
import { z } from 'zod';
import { bitsOf } from './bits.ts';

/** An honest answer to eight questions is far shorter. */
const MAX_ANSWER_CHARACTERS = 2_000;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The value as our side writes it; undefined when it is none of the type's. */
const valueOf = (question: TypedQuestion, given: unknown): boolean | number | string | undefined => {
  if (question.type === 'boolean') return typeof given === 'boolean' ? given : undefined;
  // The number of an option, never its words: no word of the content can come through.
  if (question.type === 'option')
    return typeof given === 'number' && Number.isInteger(given) ? question.options[given] : undefined;
  if (question.type === 'number') return onGrid(question, given);
  return typeof given === 'string' && DATE.test(given) ? dateWithin(question, given) : undefined;
};

const onGrid = ({ min, max, step }: Extract<TypedQuestion, { type: 'number' }>, given: unknown): number | undefined => {
  if (typeof given !== 'number' || given < min || given > max) return undefined;
  const steps = Math.round((given - min) / step);
  // The value that is shown is ours: of all the ways to write a number none is left to choose.
  return min + steps * step === given ? given + 0 : undefined;
};

const dateWithin = ({ from, to }: Extract<TypedQuestion, { type: 'date' }>, given: string): string | undefined =>
  z.iso.date().safeParse(given).success && given >= from && given <= to ? given : undefined;

const read = (question: TypedQuestion, given: unknown): TypedAnswer => {
  const bits = bitsOf(question);
  if (given === null) return { question, outcome: 'refused', answer: null, bits };
  const answer = valueOf(question, given);
  return answer === undefined
    ? { question, outcome: 'rejected', answer: null, bits }
    : { question, outcome: 'answered', answer, bits };
};

/** Questions that were put and got nothing usable back. */
export const rejected = (questions: readonly TypedQuestion[]): TypedAnswer[] =>
  questions.map((question) => ({ question, outcome: 'rejected', answer: null, bits: bitsOf(question) }));

const parse = (text: string): unknown => {
  try {
    return text.length > MAX_ANSWER_CHARACTERS ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Reads what the quarantined model said: `{"answers":[…]}` with one value for each question, `null` for none. What is not exactly
 * that is rejected, never repaired.
 */
export const readAnswers = (text: string, questions: readonly TypedQuestion[]): TypedAnswer[] => {
  const Shape = z.strictObject({ answers: z.array(z.unknown()).length(questions.length) });
  const parsed = Shape.safeParse(parse(text));
  if (parsed.success) return questions.map((question, index) => read(question, parsed.data.answers[index]));
  return rejected(questions);
};

/** The same grammar as JSON Schema, for providers that can be told. */
export const answerSchema = (questions: readonly TypedQuestion[]): Record<string, unknown> => ({
  type: 'object',
  additionalProperties: false,
  required: ['answers'],
  properties: {
    answers: {
      type: 'array',
      minItems: questions.length,
      maxItems: questions.length,
      items: { type: ['boolean', 'number', 'string', 'null'] },
    },
  },
});

const form = (question: TypedQuestion): string => {
  if (question.type === 'boolean') return 'true or false';
  if (question.type === 'option')
    return `the number of one of: ${question.options.map((option, index) => `${index} = ${option}`).join('; ')}`;
  if (question.type === 'number')
    return `a number from ${question.min} to ${question.max} in steps of ${question.step}`;
  return `a date from ${question.from} to ${question.to} as YYYY-MM-DD`;
};

/** The questions as the quarantined model reads them. */
export const askText = (questions: readonly TypedQuestion[]): string =>
  questions.map((question, index) => `${index + 1}. ${question.text} Answer: ${form(question)}, or null.`).join('\n');
