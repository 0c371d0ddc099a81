const common = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@archestra/source', 'node', 'import', 'default'] },
  transform: { '^.+\\.tsx?$': ['@swc/jest', { configFile: '.swcrc', exclude: [] }] },
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  modulePathIgnorePatterns: ['<rootDir>/.archestra', '<rootDir>/.*/dist/'],
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/apps', '<rootDir>/deploy/local', '<rootDir>/tools'],
};

/** Unit specs need nothing; integration specs get a PostgreSQL, a NATS and a Redis of their own. */
export default {
  projects: [
    { ...common, displayName: 'unit', testMatch: ['**/*.spec.ts', '**/*.spec.tsx'], testPathIgnorePatterns: ['\\.int\\.spec\\.ts$', '\\.e2e\\.spec\\.ts$', '/dist/', '/node_modules/'] },
    {
      ...common,
      displayName: 'int',
      testMatch: ['**/*.int.spec.ts'],
      testPathIgnorePatterns: ['/dist/', '/node_modules/'],
      globalSetup: '<rootDir>/libs/testing/src/infra/global-setup.ts',
      globalTeardown: '<rootDir>/libs/testing/src/infra/global-teardown.ts',
    },
  ],
  testTimeout: 30_000,
};
