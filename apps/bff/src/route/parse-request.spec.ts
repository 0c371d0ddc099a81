import { describe, expect, it } from '@jest/globals';
import { consoleRoutes } from '@archestra/contracts';
import { parseRequest } from './parse-request.ts';

describe('parseRequest', () => {
  it('applies defaults and drops what the route does not know', () => {
    const raw = { params: {}, query: { limit: '7', evil: '1' }, body: { x: 1 } };
    expect(parseRequest(consoleRoutes.listProfiles, raw)).toEqual({
      params: undefined,
      query: { limit: 7 },
      body: undefined,
    });
  });

  it('names place and field of what is wrong', () => {
    const raw = { params: { id: 'x' }, query: {}, body: {} };
    expect(() => parseRequest(consoleRoutes.getProfile, raw)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(/^path\.id: /) }),
    );
  });
});
