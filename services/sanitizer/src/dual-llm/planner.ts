import { TypedQuestion, type TypedAnswer } from '@archestra/contracts';
import { z } from 'zod';

const MAX_QUESTIONS = 8;
const MAX_WORDS = 2_000;

const Planned = z.strictObject({ questions: z.array(TypedQuestion).max(MAX_QUESTIONS) });

export const PLANNER_SYSTEM = [
  'A tool returned a result that you must not see. A second model has it and answers typed questions only.',
  'Ask what is needed to serve the person: at most 8 questions, none when nothing is missing.',
  'Answer with JSON only: {"questions":[…]}. A question is one of',
  '{"type":"boolean","text":…}, {"type":"option","text":…,"options":[2 to 8 texts]},',
  '{"type":"number","text":…,"min":…,"max":…,"step":…}, {"type":"date","text":…,"from":"YYYY-MM-DD","to":"YYYY-MM-DD"}.',
  'Every possible value costs: keep options few and ranges narrow.',
].join('\n');

export const plannerSchema: Record<string, unknown> = {
  type: 'object',
  additionalProperties: false,
  required: ['questions'],
  properties: { questions: { type: 'array', maxItems: MAX_QUESTIONS, items: { type: 'object' } } },
};

/** What the planner knows: the tool's name, the person's words and the answers so far; never a word of the result. */
export const plannerPrompt = (tool: string, words: string | undefined, answers: readonly TypedAnswer[]): string =>
  JSON.stringify({
    tool,
    ...(words === undefined ? {} : { request: words.slice(0, MAX_WORDS) }),
    known: answers.map(({ question, outcome, answer }) => ({ question, outcome, answer })),
  });

/** Questions outside the grammar are none. */
export const readPlan = (text: string): TypedQuestion[] => {
  try {
    return Planned.parse(JSON.parse(text)).questions;
  } catch {
    return [];
  }
};
