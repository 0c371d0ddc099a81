import { ContentClass } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classify } from './content-class.ts';

describe('what a request is about', () => {
  it.each([
    ['code', 'Why does this fail?\n```ts\nconst a = await load();\n```'],
    ['code', 'Refactor this Python function so that the loop is gone'],
    ['code', 'Write a regex that matches ISO dates'],
    ['code', 'def add(a, b):\n    return a + b\n\nAdd type hints.'],
    ['math', 'Solve for x: 3x + 5 = 20'],
    ['math', 'Find the remainder when 7^100 is divided by 13'],
    ['math', 'What is the probability that two dice show 7?'],
    ['math', 'Evaluate \\int_0^1 x^2 dx'],
    ['extraction', 'Summarize the following article in three points: The council met on Monday …'],
    ['extraction', 'Extract all names and dates from this email as JSON'],
    ['extraction', 'Translate to French: good luck'],
    ['writing', 'Draft an email to our customers about the delay'],
    ['writing', 'Rewrite this paragraph in a more friendly tone'],
    ['writing', 'Write a poem about autumn'],
    ['conversation', 'Hi there!'],
    ['conversation', 'thanks, that helped a lot'],
    ['other', 'Who was the first emperor of Rome?'],
    ['other', ''],
    ['other', 'The exception proves the rule, said the judge. Was he right?'],
  ] as const)('is %s: %p', (expected, text) => {
    expect(classify(text)).toBe(expected);
  });

  it('is told by the beginning and the end, whatever lies between', () => {
    const material = 'lorem ipsum dolor sit amet '.repeat(20_000);
    expect(classify(`Translate to German:\n${material}`)).toBe('extraction');
    expect(classify(`${material}\nSolve the equation 3x = 9.`)).toBe('math');
  });

  it('is one of the classes for any text, and always the same', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc
        .array(fc.constantFrom('```', '$', '=', '1', ' ', 'a', '\n', '(', '.', 'write', '\\frac', ';'), {
          maxLength: 2_000,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (one) => {
        expect(ContentClass.options).toContain(classify(one));
        expect(classify(one)).toBe(classify(one));
      }),
      { numRuns: 500 },
    );
  });
});
