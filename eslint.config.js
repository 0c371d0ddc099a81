import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const may = (sourceTag, ...onlyDependOnLibsWithTags) => ({ sourceTag, onlyDependOnLibsWithTags });

const boundaries = {
  enforceBuildableLibDependency: false,
  allow: [],
  depConstraints: [
    { ...may('type:contract'), allowedExternalImports: ['zod'] },
    { ...may('type:domain', 'type:contract'), bannedExternalImports: ['@nestjs/*', '@prisma/*', '@nats-io/*'] },
    may('type:platform', 'type:platform', 'type:contract'),
    may('type:ui', 'type:ui'),
    may('type:app', 'type:platform', 'type:domain', 'type:contract', 'type:ui'),
    may('scope:server', 'scope:server', 'scope:shared'),
    may('scope:web', 'scope:web', 'scope:shared'),
    may('scope:shared', 'scope:shared'),
  ],
};

const foreignStores = {
  regex: String.raw`^\.\./(?:\.\./)*(?!db/)[\w-]+/[\w.-]+\.(?:store|client)\.ts$`,
  message: 'A store or client belongs to its room. Compose two rooms in a third.',
};
const generatedPrisma = { group: ['**/generated/prisma/**'], message: 'Database types stay in *.store.ts and db/.' };
const messagePatterns = ['MessagePattern', 'EventPattern'].map((name) => ({
  name: '@nestjs/microservices',
  importNames: [name],
  message: 'Bind a contract with @HandleRpc or @HandleEvents of @archestra/messaging.',
}));

const imports = (...patterns) => ['error', { paths: messagePatterns, patterns }];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/generated/**',
      '**/node_modules/**',
      '.nx/**',
      '.archestra/**',
      'artifacts/**',
      'bench/results/**',
      '**/public/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  prettier,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@nx': nx },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@nx/enforce-module-boundaries': ['error', boundaries],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read the environment once, in *.config.ts.' },
      ],
      'max-lines': ['error', 300],
      'max-params': ['error', 4],
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-statements': ['error', 20],
    },
  },
  {
    files: ['services/*/src/**/*.ts', 'apps/bff/src/**/*.ts'],
    rules: { 'no-restricted-imports': imports(foreignStores, generatedPrisma) },
  },
  {
    files: ['{services/*,apps/bff}/src/**/*.store.ts', '{services/*,apps/bff}/src/db/**/*.ts'],
    rules: { 'no-restricted-imports': imports(foreignStores) },
  },
  // A module is where the rooms of a service are put together.
  {
    files: ['services/*/src/**/*.module.ts', 'apps/bff/src/**/*.module.ts'],
    rules: { 'no-restricted-imports': imports(generatedPrisma) },
  },
  // Nest takes dependencies as constructor parameters; six is a service that already does too much.
  {
    files: ['services/*/src/**/*.ts', 'apps/bff/src/**/*.ts', 'libs/service/src/**/*.ts'],
    rules: { 'max-params': ['error', 6] },
  },
  {
    files: [
      '**/*.config.ts',
      '**/*.config.js',
      'tools/**',
      'deploy/**',
      'bench/**',
      'e2e/**',
      'libs/testing/**',
      '**/test/**',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.spec.ts', '**/*.spec.tsx', '**/test/**'],
    rules: { 'max-lines': 'off', 'max-statements': 'off', 'max-params': 'off', 'no-restricted-imports': 'off' },
  },
  // The integration tests of the libs under libs/testing stand on top of it.
  { files: ['libs/*/test/**'], rules: { '@nx/enforce-module-boundaries': 'off' } },
  {
    files: ['**/*.js', '**/fixture/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        document: 'readonly',
        window: 'readonly',
        localStorage: 'readonly',
      },
    },
  },
);
