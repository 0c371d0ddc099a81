import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { queryOf, vectorOf, wordsOf, type Searchable } from './search-words.ts';

const item = (change: Partial<Searchable>): Searchable => ({
  name: '',
  title: '',
  description: '',
  labels: [],
  toolNames: [],
  ...change,
});

describe('words that are searched', () => {
  it.each<[string, string, string[]]>([
    ['are letters and digits', 'GitHub-issues, v2!', ['github', 'issues', 'v2', 'git', 'hub']],
    ['are the parts of a tool name', 'read_fileById', ['read', 'filebyid', 'file', 'by', 'id']],
    ['are the same in any width of letter', 'ｆｉｌｅｓ', ['files']],
    ['may be of any language', 'Für 日本語', ['für', '日本語']],
    ['are none where there are none', " \u0000'\\:*|& ", []],
  ])('%s', (_, text, words) => expect(wordsOf(text)).toEqual(words));

  it('keep their best weight', () => {
    const vector = vectorOf(
      item({ name: 'mail', labels: ['mail', 'office'], toolNames: ['send'], description: 'send x' }),
    );
    expect(vector).toBe("'mail':1A 'office':1B 'send':1C 'x':1D");
  });

  it('never leave the quotes of a literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const literals = [vectorOf(item({ name: text })), queryOf(text)?.anywhere ?? '', queryOf(text)?.inName ?? ''];
        for (const literal of literals) expect(literal).toMatch(/^(?:'[\p{L}\p{N}]+':(?:1?[A-D]|\*A?)(?: & | |$))*$/u);
      }),
    );
  });
});

describe('a query', () => {
  it('asks for the beginning of every word', () => {
    expect(queryOf('read Cal')).toEqual({ anywhere: "'read':* & 'cal':*", inName: "'read':*A & 'cal':*A" });
  });

  it('is nothing without words, and never endless', () => {
    expect(queryOf('!?')).toBeNull();
    expect(queryOf('a '.repeat(100))?.anywhere.split(' & ')).toHaveLength(8);
  });
});
