import { describe, expect, it } from '@jest/globals';
import { parseArguments, type Request } from './arguments.ts';

describe('the words after ./start', () => {
  it.each<[string[], Request]>([
    [[], { verb: 'up' }],
    [['--down'], { verb: 'down' }],
    [['--logs'], { verb: 'logs', name: undefined }],
    [['--logs', 'gateway'], { verb: 'logs', name: 'gateway' }],
    [['--reset'], { verb: 'reset', isAgreed: false }],
    [['--reset', '--yes'], { verb: 'reset', isAgreed: true }],
  ])('%j', (words, expected) => {
    expect(parseArguments(words)).toEqual(expected);
  });

  it.each([[['--bogus']], [['--down', 'now']], [['--reset', '--no']], [['down']], [['--logs', 'a', 'b']]])(
    '%j is not understood',
    (words) => {
      expect(parseArguments(words).verb).toBe('wrong');
    },
  );
});
