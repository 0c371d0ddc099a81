import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { summarize, type JestReport } from './summary.ts';

const report = (change: Partial<JestReport>): JestReport => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
  ...change,
});

const suite = (status: string, ...assertions: [string, string][]) => ({
  name: resolve('a/b.spec.ts'),
  status,
  message: '',
  assertionResults: assertions.map(([fullName, state]) => ({ fullName, status: state })),
});

describe('the summary of a test run', () => {
  it('says when nothing was skipped', () => {
    expect(summarize(report({}), new Map()).lines).toEqual(['Skipped: nothing.', '3 passed, 0 failed, 0 skipped']);
  });

  it('names each skipped test with what it lacked', () => {
    const { lines } = summarize(
      report({
        numPendingTests: 2,
        testResults: [suite('passed', ['the console (needs Chromium) signs in', 'pending'], ['sleeps', 'pending'])],
      }),
      new Map([['Chromium', 'no browser here']]),
    );
    expect(lines.join('\n')).toContain('a/b.spec.ts: the console (needs Chromium) signs in\n    no browser here');
    expect(lines.join('\n')).toContain('a/b.spec.ts: sleeps\n    switched off in the file itself');
    expect(lines.at(-1)).toBe('3 passed, 0 failed, 2 skipped');
  });

  it('counts a file that did not load as a failure', () => {
    const broken = report({ numRuntimeErrorTestSuites: 1, testResults: [suite('failed')] });
    expect(summarize(broken, new Map())).toMatchObject({ failed: 1 });
    expect(summarize(broken, new Map()).lines).toContain('  a/b.spec.ts');
  });
});
