import { describe, expect, it } from '@jest/globals';
import { policySentence, readValue, valueText, type PolicyFacts } from './policy-words.ts';

const base: PolicyFacts = { kind: 'call', tool: 'send_email', profile: null, conditions: [], action: 'block-always' };

describe('a policy in one sentence', () => {
  it.each<[Partial<PolicyFacts>, string]>([
    [{}, 'A call of send_email is refused.'],
    [
      { action: 'block-when-untrusted', tool: null, profile: 'Support' },
      'A call of any tool of this server in the profile Support is refused when the session has read untrusted content.',
    ],
    [
      {
        action: 'allow-when-untrusted',
        conditions: [
          { path: '$.to[*]', operator: 'endsWith', value: '@example.com' },
          { path: '$.bcc', operator: 'exists', value: false },
        ],
      },
      'When every to ends with "@example.com" and bcc is not given, a call of send_email is allowed even when the session has read untrusted content.',
    ],
    [
      { conditions: [{ path: '$.to[*]', operator: 'notContains', value: '@example.com' }] },
      'When any to does not contain "@example.com", a call of send_email is refused.',
    ],
    [
      { kind: 'result', action: 'sanitize', conditions: [{ path: '$.state', operator: 'in', value: ['open', 1] }] },
      'When state is one of "open", 1, a result of send_email goes to quarantine, and the model is told only typed answers about it.',
    ],
  ])('%#', (part, expected) => {
    expect(policySentence({ ...base, ...part })).toBe(expected);
  });
});

describe('values of conditions', () => {
  it.each([
    ['5', 'equal', 5],
    ['true', 'equal', true],
    ['null', 'notEqual', null],
    ['5', 'contains', '5'],
    ['true', 'regex', 'true'],
    ['a, 7,\nfalse', 'in', ['a', 7, false]],
    ['', 'exists', true],
    ['false', 'exists', false],
  ] as const)('“%s” for %s', (text, operator, expected) => {
    expect(readValue(text, operator)).toEqual(expected);
  });

  it('are shown as they are typed', () => {
    expect([valueText(['a', 7]), valueText('x'), valueText(5), valueText(null)]).toEqual(['a, 7', 'x', '5', 'null']);
  });
});
