import type { TypedQuestion } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BitLedger } from './bit-ledger.ts';
import { bitsOf } from './bits.ts';
import { readAnswers } from './grammar.ts';
import { readPlan } from './planner.ts';
import { STANDARD_QUESTIONS } from './questionnaire.ts';

const yesNo: TypedQuestion = { type: 'boolean', text: 'a?' };
const option: TypedQuestion = { type: 'option', text: 'b?', options: ['red', 'green', 'blue'] };
const number: TypedQuestion = { type: 'number', text: 'c?', min: -1, max: 1, step: 0.5 };
const date: TypedQuestion = { type: 'date', text: 'd?', from: '2026-02-01', to: '2026-03-01' };

const answerTo = (question: TypedQuestion, given: unknown) =>
  readAnswers(JSON.stringify({ answers: [given] }), [question])[0];

describe('the grammar of answers', () => {
  it.each<[TypedQuestion, unknown, unknown]>([
    [yesNo, true, true],
    [yesNo, false, false],
    [option, 0, 'red'],
    [option, 2, 'blue'],
    [number, -1, -1],
    [number, 0.5, 0.5],
    [date, '2026-02-28', '2026-02-28'],
    [date, '2026-03-01', '2026-03-01'],
  ])('takes for %j the value %j', (question, given, answer) => {
    expect(answerTo(question, given)).toEqual({ question, outcome: 'answered', answer, bits: bitsOf(question) });
  });

  it.each<[TypedQuestion, unknown]>([
    [yesNo, 'true'],
    [yesNo, 1],
    [yesNo, [true]],
    [option, 'red'],
    [option, 3],
    [option, -1],
    [option, 0.5],
    [option, { 0: 'red' }],
    [number, 0.25],
    [number, 1.5],
    [number, '1'],
    [date, '2026-02-30'],
    [date, '2026-3-1'],
    [date, '2026-01-31'],
    [date, '2026-03-02'],
    [date, '2026-02-01T00:00:00Z'],
    [date, 20260201],
  ])('rejects for %j the value %j', (question, given) => {
    expect(answerTo(question, given)).toMatchObject({ outcome: 'rejected', answer: null, bits: bitsOf(question) });
  });

  it('takes null for no answer, and charges for it', () => {
    expect(answerTo(yesNo, null)).toMatchObject({ outcome: 'refused', answer: null, bits: 2 });
  });

  it('leaves one way to write zero', () => {
    expect(Object.is(readAnswers('{"answers":[-0]}', [number])[0]?.answer, 0)).toBe(true);
  });

  it('never lets anything through but values of the types, whatever the model says', () => {
    const questions = [yesNo, option, number, date];
    const said = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(fc.jsonValue(), { maxLength: 6 }).map((answers) => JSON.stringify({ answers })),
      fc.array(fc.jsonValue(), { minLength: 4, maxLength: 4 }).map((answers) => JSON.stringify({ answers })),
    );
    const allowed: unknown[][] = [
      [true, false, null],
      ['red', 'green', 'blue', null],
      [-1, -0.5, 0, 0.5, 1, null],
      [
        null,
        ...Array.from({ length: 29 }, (_, day) => new Date(Date.UTC(2026, 1, 1 + day)).toISOString().slice(0, 10)),
      ],
    ];
    fc.assert(
      fc.property(said, (text) => {
        const answers = readAnswers(text, questions);
        expect(answers).toHaveLength(4);
        answers.forEach(({ answer }, index) => expect(allowed[index]).toContain(answer));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('bits', () => {
  it.each<[TypedQuestion, number]>([
    [yesNo, Math.log2(4)],
    [option, Math.log2(5)],
    [number, Math.log2(7)],
    [date, Math.log2(31)],
    [{ ...number, min: 1, max: 0 }, Infinity],
    [{ ...date, from: '2026-03-02' }, Infinity],
  ])('of %j are the logarithm of all that can come back', (question, bits) => {
    expect(bitsOf(question)).toBeCloseTo(bits, 10);
  });

  it('of the standard questions fit the default limit of one result', () => {
    expect(STANDARD_QUESTIONS.reduce((sum, each) => sum + bitsOf(each), 0)).toBeLessThan(32);
  });

  it('are charged once for many at the same time, and never beyond the limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0.5, max: 12, noNaN: true })), fc.nat(20), async (charges, before) => {
        const ledger = new BitLedger();
        const spent = await Promise.all(
          charges.map(async (bits) => {
            const account = await ledger.open('s', 40, () => Promise.resolve(before));
            await Promise.resolve();
            return account.charge(bits) ? bits : 0;
          }),
        );
        expect(spent.reduce((sum, bits) => sum + bits, before)).toBeLessThanOrEqual(40 + 1e-9);
      }),
    );
  });

  it('are read anew when nobody works on the session, and again after a failure', async () => {
    const ledger = new BitLedger();
    await expect(ledger.open('s', 10, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    const first = await ledger.open('s', 10, () => Promise.resolve(4));
    expect([first.charge(7), first.charge(6), first.charge(0.1)]).toEqual([false, true, false]);
    first.close();
    const second = await ledger.open('s', 10, () => Promise.resolve(0));
    expect(second.charge(10)).toBe(true);
  });
});

describe('questions of the main side', () => {
  it('are taken when they are of the grammar, all or none', () => {
    expect(readPlan(JSON.stringify({ questions: [yesNo, option, number, date] }))).toHaveLength(4);
    for (const text of [
      '',
      'no questions',
      JSON.stringify([yesNo]),
      JSON.stringify({ questions: [yesNo, { type: 'text', text: 'What does it say?' }] }),
      JSON.stringify({ questions: [{ ...option, options: Array.from({ length: 9 }, (_, n) => `${n}`) }] }),
      JSON.stringify({ questions: Array.from({ length: 9 }, () => yesNo) }),
      JSON.stringify({ questions: [yesNo], more: true }),
    ])
      expect(readPlan(text)).toEqual([]);
  });
});
