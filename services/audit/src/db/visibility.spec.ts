import { describe, expect, it } from '@jest/globals';
import type { AuditConfig } from '../audit.config.ts';
import { Visibility } from './visibility.ts';

const seen = (isSystemShown: boolean, organizationId?: string, includeSystem = true) =>
  new Visibility({ AUDIT_SHOW_SYSTEM: isSystemShown } as AuditConfig).of(
    { signal: AbortSignal.any([]), ...(organizationId ? { organizationId } : {}) },
    includeSystem,
  );

describe('visibility', () => {
  it.each([
    [true, 'o', ['o', 'system']],
    [false, 'o', ['o']],
    [false, 'system', []],
    [true, 'system', ['system']],
  ])('with system shown %s, %s sees %j', (isSystemShown, organizationId, expected) =>
    expect(seen(isSystemShown, organizationId)).toEqual(expected),
  );

  it('keeps what belongs to nobody from everybody who does not operate the platform', () => {
    expect([seen(true, 'o', false), seen(true, 'system', false)]).toEqual([['o'], []]);
  });

  it('is refused to a caller who names no organization', () => {
    expect(() => seen(true)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
