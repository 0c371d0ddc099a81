import { relative } from 'node:path';

interface Assertion {
  status: string;
  fullName: string;
}

interface Suite {
  name: string;
  status: string;
  message: string;
  assertionResults: Assertion[];
}

/** The part of Jest's JSON report that is read here. */
export interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: Suite[];
}

export interface Summary {
  lines: string[];
  passed: number;
  failed: number;
  skipped: number;
}

const notRun = new Set(['pending', 'todo', 'skipped', 'disabled']);

/** `(needs Chromium)` in the name of a block says what its tests cannot do without. */
const needOf = (name: string): string | undefined => /\(needs ([^)]+)\)/.exec(name)?.[1];

const reasonFor = (name: string, lacking: ReadonlyMap<string, string>): string => {
  const need = needOf(name);
  return (need === undefined ? undefined : lacking.get(need)) ?? 'switched off in the file itself';
};

const skippedLines = (report: JestReport, lacking: ReadonlyMap<string, string>): string[] =>
  report.testResults.flatMap((suite) =>
    suite.assertionResults
      .filter(({ status }) => notRun.has(status))
      .map(({ fullName }) => `  ${relative('.', suite.name)}: ${fullName}\n    ${reasonFor(fullName, lacking)}`),
  );

/** Names every test that did not run, with its reason, and counts. A suite that did not even load counts as one failure. */
export const summarize = (report: JestReport, lacking: ReadonlyMap<string, string>): Summary => {
  const skips = skippedLines(report, lacking);
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  const skipped = report.numPendingTests + report.numTodoTests;
  const broken = report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name));
  return {
    passed,
    failed,
    skipped,
    lines: [
      ...(broken.length > 0 ? ['Failed:', ...broken.map((name) => `  ${name}`)] : []),
      ...(skips.length > 0 ? ['Skipped:', ...skips] : ['Skipped: nothing.']),
      `${passed} passed, ${failed} failed, ${skipped} skipped`,
    ],
  };
};
