import { describe, expect, it } from '@jest/globals';
import { namesOf, outcomeOf, outputText, shortArguments } from './tool-words.ts';

const part = { type: 'dynamic-tool', toolName: 'files__read', toolCallId: 't', input: {} } as const;

describe('outcomeOf', () => {
  it.each([
    [{ ...part, state: 'input-available' as const }, 'running'],
    [{ ...part, state: 'output-available' as const, output: 1 }, 'answered'],
    [{ ...part, state: 'output-error' as const, errorText: 'no' }, 'failed'],
  ])('takes the model’s side while nothing else is known: %p', (known, outcome) => {
    expect(outcomeOf({ id: 't', part: known, facts: undefined })).toBe(outcome);
  });
});

describe('namesOf', () => {
  const names = (toolName: string) =>
    namesOf({ id: 't', part: { ...part, toolName, state: 'input-available' }, facts: undefined });

  it.each([
    ['files__read', { tool: 'read', server: 'files' }],
    ['read', { tool: 'read', server: null }],
    ['__odd', { tool: '__odd', server: null }],
    ['a__b__c', { tool: 'b__c', server: 'a' }],
  ])('%s', (name, expected) => expect(names(name)).toEqual(expected));
});

describe('outputText', () => {
  it.each([
    ['plain', 'plain'],
    [
      {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      'a\n\nb',
    ],
    [[{ type: 'text', text: 'a' }], 'a'],
    [{ content: [] }, '{\n  "content": []\n}'],
    [undefined, ''],
    [null, 'null'],
  ])('%p', (output, text) => expect(outputText(output)).toBe(text));

  it('shows all of it when there is more than texts', () => {
    expect(outputText({ content: [{ type: 'image', data: 'x' }] })).toContain('image');
  });
});

it('names arguments on one line', () => {
  expect(shortArguments({ path: '/srv', limit: 20 })).toBe('path: "/srv", limit: 20');
  expect(shortArguments('text')).toBe('');
});
