/** A file that breaks one rule, in the project where the rule holds. */
export interface Plant {
  title: string;
  project: string;
  /** Name of the file where the name matters. */
  file?: string;
  text: string;
  /** The rule that must catch it; undefined: nothing may. */
  rule: string | undefined;
  /** A part of the complaint, where one rule has several causes. */
  saying?: string;
}

const BOUNDARY = '@nx/enforce-module-boundaries';
const service = 'services/audit';

const imports = (name: string): string => `import * as planted from '${name}';\n\nexport const kept = planted;\n`;

const crossing = (project: string, name: string, saying: string): Plant => ({
  title: `${project} may not import ${name}`,
  project,
  text: imports(name),
  rule: BOUNDARY,
  saying,
});

const boundaries: Plant[] = [
  crossing('libs/contracts', '@nestjs/common', 'type:contract'),
  // Everybody reads the contracts, so whatever they import closes a circle, and that is what the rule says first.
  crossing('libs/contracts', '@archestra/policy', ''),
  crossing('libs/contracts', '@archestra/messaging', ''),
  crossing('libs/policy', '@nestjs/common', 'type:domain'),
  crossing('libs/policy', '@nats-io/transport-node', 'type:domain'),
  crossing('libs/policy', '@archestra/service', 'type:domain'),
  crossing('libs/messaging', '@archestra/policy', 'type:platform'),
  crossing('libs/ui', '@archestra/contracts', 'type:ui'),
  crossing(service, '@archestra/ui', 'scope:server'),
  crossing('apps/web', '@archestra/service', 'scope:web'),
  crossing(service, '../../../cost/src/main.ts', ''),
];

const patterns = ['MessagePattern', 'EventPattern'].map((name): Plant => ({
  title: `${name} is used by libs/messaging only`,
  project: service,
  text: `import { ${name} } from '@nestjs/microservices';\n\nexport const kept = ${name};\n`,
  rule: 'no-restricted-imports',
  saying: '@HandleRpc',
}));

const rooms: Plant[] = [
  ...patterns,
  {
    title: 'the generated database client stays in stores',
    project: service,
    text: imports('../generated/prisma/client.ts'),
    rule: 'no-restricted-imports',
    saying: 'Database types stay',
  },
  {
    title: 'a store may use the generated database client',
    project: service,
    file: 'planted.store.ts',
    text: imports('../generated/prisma/client.ts'),
    rule: undefined,
  },
  {
    title: "another room's store is out of reach",
    project: service,
    text: imports('../call/call.store.ts'),
    rule: 'no-restricted-imports',
    saying: 'belongs to its room',
  },
  {
    title: "another room's client is out of reach of a store, too",
    project: service,
    file: 'other.store.ts',
    text: imports('../call/call.client.ts'),
    rule: 'no-restricted-imports',
    saying: 'belongs to its room',
  },
  {
    title: 'the environment is read in *.config.ts only',
    project: service,
    text: `export const kept = process.env['HOME'];\n`,
    rule: 'no-restricted-properties',
  },
  {
    title: 'a config file may read the environment',
    project: service,
    file: 'planted.config.ts',
    text: `export const kept = process.env['HOME'];\n`,
    rule: undefined,
  },
];

const repeat = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

const broken = (rule: string, text: string): Plant => ({ title: `${rule} holds`, project: 'libs/policy', text, rule });

const budgets: Plant[] = [
  broken(
    'max-lines',
    repeat(301, (index) => `export const line${index} = ${index};\n`),
  ),
  broken(
    'max-params',
    'export const f = (a: number, b: number, c: number, d: number, e: number) => a + b + c + d + e;\n',
  ),
  broken(
    'complexity',
    `export const f = (n: number): number => {\n${repeat(10, (index) => `  if (n === ${index}) return 1;\n`)}  return 0;\n};\n`,
  ),
  broken(
    'max-depth',
    'export const f = (n: number): number => {\n  if (n > 1) {\n    if (n > 2) {\n      if (n > 3) {\n        if (n > 4) return 1;\n      }\n    }\n  }\n  return 0;\n};\n',
  ),
  broken(
    'max-statements',
    `export const f = (): number => {\n  let n = 0;\n${repeat(20, () => '  n += 1;\n')}  return n;\n};\n`,
  ),
  broken('@typescript-eslint/no-explicit-any', 'export const f = (value: any): unknown => value;\n'),
  broken(
    '@typescript-eslint/no-floating-promises',
    'const later = (): Promise<void> => Promise.resolve();\n\nexport const f = (): void => {\n  later();\n};\n',
  ),
  broken('no-empty', 'export const f = (): number => {\n  try {\n    return 1;\n  } catch {}\n  return 0;\n};\n'),
  {
    title: 'a clean file passes',
    project: service,
    file: 'clean.ts',
    text: "import { AppError } from '@archestra/contracts';\n\nexport const kept = new AppError('NOT_FOUND', 'There is no such thing.');\n",
    rule: undefined,
  },
];

/** One violation of each rule, and files that break none. */
export const plants: readonly Plant[] = [...boundaries, ...rooms, ...budgets];
