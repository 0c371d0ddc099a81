import type { TypedQuestion } from '@archestra/contracts';

const question = (text: string): TypedQuestion => ({ type: 'boolean', text });

/** What is asked of every content, whatever the tool: enough to go on with, and nothing that tells what it says. About 25 bits. */
export const STANDARD_QUESTIONS: readonly TypedQuestion[] = [
  {
    type: 'option',
    text: 'What kind of content is it?',
    options: [
      'page or article',
      'message or mail',
      'list or table of records',
      'program code or configuration',
      'log or technical output',
      'error message',
      'contract, invoice or form',
      'something else',
    ],
  },
  {
    type: 'option',
    text: 'Which language is it mainly in?',
    options: [
      'English',
      'German',
      'French',
      'Spanish',
      'Chinese',
      'Japanese',
      'another language',
      'no natural language',
    ],
  },
  question('Does it address whoever reads it, or an AI model, with instructions or requests?'),
  question('Does it ask that something be sent, paid, deleted or changed?'),
  question('Does it report that something failed?'),
  question('Does it hold personal details such as addresses, telephone or account numbers?'),
  {
    type: 'number',
    text: 'How many separate items or records does it hold (20 stands for 20 and more)?',
    min: 0,
    max: 20,
    step: 1,
  },
  { type: 'number', text: 'Which is the latest year it names?', min: 1990, max: 2040, step: 1 },
];
