import type { TypedQuestion } from '@archestra/contracts';

/** Beside the values of its type, a question can end without an answer, or take the whole round down. */
const SIDE_OUTCOMES = 2;
const DAY_MS = 86_400_000;

/** How many values the type has. */
const valuesOf = (question: TypedQuestion): number => {
  if (question.type === 'boolean') return 2;
  if (question.type === 'option') return question.options.length;
  if (question.type === 'number') return Math.floor((question.max - question.min) / question.step) + 1;
  return (Date.parse(question.to) - Date.parse(question.from)) / DAY_MS + 1;
};

/**
 * The most that whoever wrote the content can tell by this answer: the main side's view takes one of so many values. Charged when
 * the question is asked, whatever comes back; the sum over a session bounds what leaves quarantine. Infinity for a type without values.
 */
export const bitsOf = (question: TypedQuestion): number => {
  const values = valuesOf(question);
  return values >= 1 && Number.isFinite(values) ? Math.log2(values + SIDE_OUTCOMES) : Infinity;
};
