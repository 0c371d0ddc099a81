import { describe, expect, it } from '@jest/globals';
import { ConsoleError, describeError, isPassing } from './error.ts';

describe('describeError', () => {
  it('says whose fault it is and what to do', () => {
    const error = ConsoleError.from(504, {
      code: 'SERVER_TIMEOUT',
      message: 'The server did not answer within 30 s.',
      fault: 'server',
    });
    expect(describeError(error)).toEqual({
      title: 'The MCP server failed',
      message: 'The server did not answer within 30 s.',
      code: 'SERVER_TIMEOUT',
    });
  });

  it('keeps the text of unknown errors out of sight', () => {
    expect(describeError(new Error('password=hunter2')).message).not.toContain('hunter2');
  });
});

describe('isPassing', () => {
  it.each([
    [new ConsoleError(0), true],
    [ConsoleError.from(503, { code: 'PEER_UNAVAILABLE', message: '', fault: 'gateway' }), true],
    [ConsoleError.from(403, { code: 'NOT_ALLOWED', message: '', fault: 'client' }), false],
    [ConsoleError.from(500, { code: 'INTERNAL', message: '', fault: 'gateway' }), false],
    [new Error('bug'), false],
  ])('%p: %p', (error, passing) => {
    expect(isPassing(error)).toBe(passing);
  });
});
