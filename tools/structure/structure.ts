import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

// A specification may be long: it is read one sentence at a time.
const MOST_LINES = 300;
const MOST_MEDIAN_LINES = 60;
const DEEPEST = 2;
// A folder is named after a noun of the domain; these are the names of drawers.
const drawers = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'misc', 'lib']);
const skipped = new Set(['node_modules', 'dist', 'generated', 'coverage', 'artifacts', 'results']);
const homes = ['libs', 'services', 'apps', 'deploy', 'e2e', 'bench', 'eval', 'tools'];

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !skipped.has(name) && !name.startsWith('.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return files(path);
      return /\.tsx?$/.test(entry.name) ? [path] : [];
    });

const sources = (root: string): string[] =>
  homes.map((home) => join(root, home)).flatMap((home) => (existsSync(home) ? files(home) : []));

const linesOf = (path: string): number => readFileSync(path, 'utf8').split('\n').length - 1;

const named = (root: string): string[] => {
  const services = join(root, 'services');
  const folders = existsSync(services) ? readdirSync(services).map((name) => join(services, name)) : [];
  return existsSync(join(root, 'apps/bff')) ? [...folders, join(root, 'apps/bff')] : folders;
};

/** What every service has, so that nobody searches for the way in. */
const missingParts = (folder: string): string[] => {
  const name = basename(folder);
  return ['README.md', 'src/main.ts', `src/${name}.module.ts`, `src/${name}.config.ts`].filter(
    (part) => !existsSync(join(folder, part)),
  );
};

const fileFaults = (root: string, path: string): string[] => {
  const shown = relative(root, path);
  const folders = dirname(shown).split(sep);
  const lines = linesOf(path);
  const below = folders.indexOf('src');
  const drawer = folders.find((folder) => drawers.has(folder));
  return [
    ...(lines > MOST_LINES && !/\.spec\.tsx?$/.test(path) ? [`${shown}: ${lines} lines, at most ${MOST_LINES}`] : []),
    ...(below !== -1 && folders.length - below - 1 > DEEPEST ? [`${shown}: deeper than ${DEEPEST} below src`] : []),
    ...(drawer === undefined ? [] : [`${shown}: a folder named ${drawer} says nothing; name the noun`]),
  ];
};

/** Median number of lines of the source files below `root`, tests included. */
const medianLines = (root: string): number => {
  const lengths = sources(root)
    .map(linesOf)
    .sort((one, other) => one - other);
  return lengths[Math.floor(lengths.length / 2)] ?? 0;
};

/** Everything below `root` that breaks a rule of the house, one sentence each. */
export const structureFaults = (root: string): string[] => {
  const median = medianLines(root);
  return [
    ...named(root).flatMap((folder) => missingParts(folder).map((part) => `${relative(root, folder)}: no ${part}`)),
    ...sources(root).flatMap((path) => fileFaults(root, path)),
    ...(median >= MOST_MEDIAN_LINES
      ? [`The median file has ${median} lines; it stays under ${MOST_MEDIAN_LINES}`]
      : []),
  ];
};

/** One line about the size of the tree. */
export const structureReport = (root: string): string =>
  `${sources(root).length} source files, median ${medianLines(root)} lines`;
