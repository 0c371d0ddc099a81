import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runOrThrow, type CommandResult } from '../machine/command.ts';
import { mainArchive, parseList, parseSources, sourceStanza, type AptSource } from './apt-source.ts';
import { isAtLeast, upstreamVersion } from './version.ts';

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const partsFolder = '/etc/apt/sources.list.d';

/** Every source the machine's apt is configured with. */
const configuredSources = (): AptSource[] => {
  const parts = existsSync(partsFolder) ? readdirSync(partsFolder).sort() : [];
  const text = (name: string): string => read(join(partsFolder, name));
  return [
    ...parseList(read('/etc/apt/sources.list')),
    ...parts.filter((name) => name.endsWith('.list')).flatMap((name) => parseList(text(name))),
    ...parts.filter((name) => name.endsWith('.sources')).flatMap((name) => parseSources(text(name))),
  ];
};

const release = (): { codename: string; newer: readonly string[]; last: string } => {
  const text = read('/etc/os-release');
  const field = (name: string): string => new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1] ?? '';
  const codename = field('UBUNTU_CODENAME') || field('VERSION_CODENAME');
  const isUbuntu = `${field('ID')} ${field('ID_LIKE')}`.includes('ubuntu');
  if (isUbuntu) return { codename, newer: [`${codename}-backports`, 'devel'], last: 'devel' };
  return { codename, newer: [`${codename}-backports`, 'testing', 'unstable'], last: 'stable' };
};

/** Options that give apt a list and a state of its own: the machine's configuration stays as it is. */
const privateState = (folder: string, sources: string): string[] => {
  for (const part of ['lists/partial', 'cache/archives/partial', 'parts'])
    mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'parts', 'newer.sources'), sources);
  const options = {
    'Dir::Etc::SourceList': '/dev/null',
    'Dir::Etc::SourceParts': join(folder, 'parts'),
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'Acquire::Languages': 'none',
    ...(process.getuid?.() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
};

const newest = (showsrc: string): string | undefined =>
  [...showsrc.matchAll(/^Version:\s*(\S+)$/gm)]
    .map(([, version = '']) => version)
    .sort((a, b) => (isAtLeast(upstreamVersion(a), upstreamVersion(b)) ? -1 : 1))[0];

/** Why a suite gave nothing; undefined when its source package was downloaded. */
type Refusal = string | undefined;

// What apt says first in its own words: an expired or unsigned suite must read differently from a missing one.
const aptReason = ({ stdout, stderr }: CommandResult): string =>
  /^(?:E: (.+)|Err:\d+.*\n\s+(.+))$/m.exec(`${stderr}\n${stdout}`)?.slice(1).find(Boolean) ?? 'apt gave no reason';

const fetchFrom = async (archive: AptSource, suite: string, wanted: WantedSource): Promise<Refusal> => {
  const state = privateState(join(wanted.folder, suite), sourceStanza(archive, suite));
  const updated = await run('apt-get', [...state, 'update', '-q', '--error-on=any']);
  if (updated.code !== 0) return `${suite} cannot be used (${aptReason(updated)})`;
  const version = newest((await run('apt-cache', [...state, 'showsrc', wanted.name])).stdout);
  if (version === undefined || !isAtLeast(upstreamVersion(version), wanted.least))
    return `${suite} has ${version ?? 'none'}`;
  const fetched = await run('apt-get', [...state, 'source', '-q', '--download-only', `${wanted.name}=${version}`], {
    cwd: wanted.folder,
  });
  // A mirror may list a file that it does not hold.
  return fetched.code === 0 ? undefined : `${suite} lists ${version}, but its download failed (${aptReason(fetched)})`;
};

const unpack = async ({ name, folder }: WantedSource): Promise<string> => {
  const tarball = readdirSync(folder).find((file) => file.startsWith(`${name}_`) && file.includes('.orig.tar.'));
  if (tarball === undefined) throw new Error(`the source package ${name} has no upstream tarball`);
  const tree = join(folder, 'tree');
  mkdirSync(tree);
  await runOrThrow('tar', ['xf', join(folder, tarball), '-C', tree, '--strip-components=1']);
  return tree;
};

export interface WantedSource {
  name: string;
  /** Upstream version that is good. */
  least: string;
  /** Upstream version that will do where no suite offers a good one. */
  tolerable: string;
  /** An empty folder to work in. */
  folder: string;
}

/**
 * Downloads the upstream tarball of a source package from a newer suite of the configured archive (signature and hashes
 * checked by apt) and unpacks it. Returns the tree and, when only a tolerable version was to be had, why; throws when
 * there is none.
 */
export const unpackSource = async (wanted: WantedSource): Promise<{ tree: string; shortfall: string | undefined }> => {
  const { codename, newer, last } = release();
  const archive = mainArchive(configuredSources(), codename);
  if (!archive) throw new Error(`apt is configured with no source for the suite "${codename}"`);
  const refusals: string[] = [];
  for (const suite of newer) {
    const refusal = await fetchFrom(archive, suite, wanted);
    if (refusal === undefined) return { tree: await unpack(wanted), shortfall: undefined };
    refusals.push(refusal);
  }
  const refusal = await fetchFrom(archive, last, { ...wanted, least: wanted.tolerable });
  if (refusal === undefined) return { tree: await unpack(wanted), shortfall: refusals.join('; ') };
  throw new Error([...refusals, refusal].join('; '));
};
