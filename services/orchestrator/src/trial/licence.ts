import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '@archestra/contracts';
import { z } from 'zod';
import type { InstalledPackage, PackageToRun } from '../package/installer.ts';

type Licence = Evidence['licence'];

const NpmManifest = z.looseObject({
  license: z.union([z.string(), z.looseObject({ type: z.string() })]).optional(),
  licenses: z.array(z.looseObject({ type: z.string() })).optional(),
});
const Lock = z.looseObject({ packages: z.record(z.string(), z.looseObject({ integrity: z.string().optional() })) });

const FILE = /^(licen[cs]e|copying|unlicense)([.-].*)?$/i;
const MAX_NAME = 200;
const MAX_INTEGRITY = 500;
const CLASSIFIER = 'License :: ';

const named = (name: string | undefined, file: string | undefined): Licence => {
  const text = name?.trim().slice(0, MAX_NAME) ?? '';
  if (text === '' && file === undefined) return null;
  return { name: text === '' ? 'not named, see the file' : text, file: file ?? null };
};

const filesOf = (folder: string): Promise<string[]> => readdir(folder).catch((): string[] => []);

const licenceFileOf = async (folder: string): Promise<string | undefined> =>
  (await filesOf(folder)).sort().find((name) => FILE.test(name));

const ofNpm = async (folder: string): Promise<Licence> => {
  const manifest = NpmManifest.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const { license, licenses } = manifest;
  const name =
    typeof license === 'string' ? license : (license?.type ?? licenses?.map(({ type }) => type).join(' OR '));
  return named(name, await licenceFileOf(folder));
};

/** Values of one field in the head of a METADATA file (Python core metadata). */
const fieldsOf = (metadata: string, field: string): string[] =>
  (metadata.split(/\r?\n\r?\n/, 1)[0] ?? '')
    .split(/\r?\n/)
    .filter((line) => line.toLowerCase().startsWith(`${field.toLowerCase()}:`))
    .map((line) => line.slice(field.length + 1).trim());

const classified = (metadata: string): string | undefined =>
  fieldsOf(metadata, 'Classifier')
    .find((value) => value.startsWith(CLASSIFIER))
    ?.split(' :: ')
    .at(-1);

/** Names of distributions are compared without case, and `-`, `_` and `.` are the same (PEP 503). */
const normal = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

const ofPypi = async (site: string, source: PackageToRun): Promise<Licence> => {
  const suffix = '.dist-info';
  const folders = (await filesOf(site)).filter((name) => name.endsWith(suffix));
  const wanted = normal(`${source.package}-${source.version}`);
  const info = folders.find((name) => normal(name.slice(0, -suffix.length)) === wanted);
  if (info === undefined) return null;
  const metadata = await readFile(join(site, info, 'METADATA'), 'utf8');
  const [name] = [...fieldsOf(metadata, 'License-Expression'), classified(metadata), ...fieldsOf(metadata, 'License')];
  const inner = await licenceFileOf(join(site, info, 'licenses'));
  return named(name, inner === undefined ? await licenceFileOf(join(site, info)) : `licenses/${inner}`);
};

/** The licence an installed package states; null when it states none that can be read. */
export const licenceOf = async (source: PackageToRun, { folder }: InstalledPackage): Promise<Licence> => {
  try {
    return source.registry === 'npm'
      ? await ofNpm(join(folder, 'node_modules', source.package))
      : await ofPypi(join(folder, 'site'), source);
  } catch {
    // What a stranger packed may be no JSON, no text or no file; then it states nothing.
    return null;
  }
};

/** Integrity of an installed npm package as its registry gave it; other installers keep none. */
export const integrityOf = async (source: PackageToRun, { folder }: InstalledPackage): Promise<string | null> => {
  if (source.registry !== 'npm') return null;
  try {
    const lock = Lock.parse(JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')));
    return lock.packages[`node_modules/${source.package}`]?.integrity?.slice(0, MAX_INTEGRITY) ?? null;
  } catch {
    return null;
  }
};
