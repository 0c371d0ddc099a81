import { expect, it } from '@jest/globals';
import type { Prompt } from '@archestra/contracts';
import { promptsFor, slashWords } from './slash.ts';

it.each([
  ['/', ''],
  ['/Rel', 'rel'],
  ['/release-note', 'release-note'],
  ['hello /rel', undefined],
  ['/release note', undefined],
  ['/srv/projects', undefined],
  ['', undefined],
])('%p looks for %p', (text, words) => expect(slashWords(text)).toBe(words));

const prompt = (name: string, title: string): Prompt => ({
  id: '019b0000-0000-7000-8000-000000000001',
  name,
  title,
  text: 'x',
  ownerId: '019b0000-0000-7000-8000-000000000002',
  createdAt: '2026-11-29T00:00:00Z',
  updatedAt: '2026-11-29T00:00:00Z',
});

it('offers names that begin so before those that hold it', () => {
  const found = promptsFor([prompt('ticket', 'Review a ticket'), prompt('review', 'Look at a change')], 're');
  expect(found.map(({ name }) => name)).toEqual(['review', 'ticket']);
});

it('offers at most eight', () => {
  expect(
    promptsFor(
      Array.from({ length: 20 }, (_, index) => prompt(`p${index}`, 'P')),
      '',
    ),
  ).toHaveLength(8);
});
