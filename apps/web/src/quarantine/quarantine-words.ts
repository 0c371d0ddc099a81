import type { QuarantinedResult, TypedAnswer, TypedQuestion } from '@archestra/contracts';
import type { Tone } from '@archestra/ui';

/** What the model was shown of a result, and what a reviewer decided. */
export const statusWords: Record<QuarantinedResult['status'], { label: string; tone: Tone; detail: string }> = {
  withheld: { label: 'Kept back', tone: 'warning', detail: 'The model saw nothing of it.' },
  summarized: { label: 'Summarized', tone: 'info', detail: 'The model saw typed answers about it and no word of it.' },
  released: {
    label: 'Released',
    tone: 'success',
    detail: 'A reviewer released it: the same result is shown when the same call is made again.',
  },
  deleted: { label: 'Deleted', tone: 'neutral', detail: 'A reviewer deleted its content.' },
};

/** What could have been answered at all. */
export const choiceWords = (question: TypedQuestion): string => {
  switch (question.type) {
    case 'boolean':
      return 'yes or no';
    case 'option':
      return question.options.join(', ');
    case 'number':
      return `a number from ${question.min} to ${question.max}`;
    case 'date':
      return `a date from ${question.from} to ${question.to}`;
  }
};

const valueWords = (answer: TypedAnswer['answer']): string => {
  if (typeof answer === 'boolean') return answer ? 'Yes' : 'No';
  return answer === null ? 'Nothing' : String(answer);
};

/** What came back. */
export const answerWords = ({ outcome, answer }: TypedAnswer): string => {
  if (outcome === 'answered') return valueWords(answer);
  return outcome === 'refused' ? 'Not asked: no bits were left' : 'Rejected: it was no value of this type';
};

/** `1 bit`, `5.8 bits` */
export const bitWords = (bits: number): string => {
  const rounded = Math.round(bits * 10) / 10;
  return `${rounded} bit${rounded === 1 ? '' : 's'}`;
};
