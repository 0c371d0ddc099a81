import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
// Jest's transformer takes neither.
delete swc.$schema;
delete swc.exclude;
// Specs run from source: imports keep their .ts extension.
const transform = { ...swc, swcrc: false, jsc: { ...swc.jsc, rewriteRelativeImportExtensions: false } };

/** What every suite shares; `e2e` has a configuration of its own, because it starts whole platforms. */
export const common = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@archestra/source', 'node', 'node-addons'] },
  transform: { '^.+\\.tsx?$': ['@swc/jest', transform] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  modulePathIgnorePatterns: ['<rootDir>/.archestra', '<rootDir>/.*/dist/'],
  roots: [
    '<rootDir>/libs',
    '<rootDir>/services',
    '<rootDir>/apps',
    '<rootDir>/deploy',
    '<rootDir>/eval',
    '<rootDir>/tools',
  ],
};

const withServers = {
  globalSetup: '<rootDir>/libs/testing/src/infra/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/infra/global-teardown.ts',
};

/** Runs on a real cluster, whose address `npm run test:k8s` finds out. */
const kubernetes = {
  ...common,
  ...withServers,
  displayName: 'k8s',
  testMatch: ['**/*.k8s.spec.ts'],
  testPathIgnorePatterns: ['/dist/', '/node_modules/'],
};

/** Unit specs need nothing; integration specs get a PostgreSQL, a NATS and a Redis of their own. */
export default {
  projects: process.env.ARCHESTRA_TEST_KUBERNETES
    ? [kubernetes]
    : [
        {
          ...common,
          displayName: 'unit',
          testMatch: ['**/*.spec.ts', '**/*.spec.tsx'],
          testPathIgnorePatterns: ['\\.(int|e2e|k8s)\\.spec\\.ts$', '/dist/', '/node_modules/'],
        },
        {
          ...common,
          ...withServers,
          displayName: 'int',
          testMatch: ['**/*.int.spec.ts'],
          testPathIgnorePatterns: ['/dist/', '/node_modules/'],
        },
      ],
  // A pod takes its time, more on a machine that does other things, too.
  testTimeout: process.env.ARCHESTRA_TEST_KUBERNETES ? 120_000 : 30_000,
  // Most of an integration test is waiting; and a suite that leaves something open ends with its worker.
  maxWorkers: 2,
  // The module registries of native ESM are not collected while a worker lives.
  workerIdleMemoryLimit: '1500MB',
};
