import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';

export interface ImageOptions {
  /** Without a tag; it gets one that tells its content. */
  readonly name: string;
  /** The root file system. */
  readonly folder: string;
  readonly entry: readonly string[];
}

const SMALL_BYTES = 1024 * 1024;

/** Large files are binaries: their size and time tell them apart well enough, and 100 MB need not be read on every run. */
const contentOf = (path: string): string => {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return readlinkSync(path);
  return stat.size > SMALL_BYTES ? `${stat.size}` : createHash('sha256').update(readFileSync(path)).digest('hex');
};

const digestOf = ({ folder, entry }: ImageOptions): string => {
  const hash = createHash('sha256').update(JSON.stringify(entry));
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((found) => !found.isDirectory());
  for (const path of files.map((file) => join(file.parentPath, file.name)).sort())
    hash.update(`${path.slice(folder.length)}\0${contentOf(path)}\0`);
  return hash.digest('hex').slice(0, 12);
};

const isLoaded = async (image: string): Promise<boolean> => {
  const config = new KubeConfig();
  config.loadFromDefault();
  const { items } = await config.makeApiClient(CoreV1Api).listNode();
  return items.length > 0 && items.every(({ status }) => status?.images?.some(({ names }) => names?.includes(image)));
};

/**
 * Makes an image of a folder and loads it into the cluster's nodes; nothing is pulled. Resolves with its full name. The folder is
 * removed: it was made for this, and holds copies of large programs.
 * Throws when the cluster offers no way to load images (ARCHESTRA_KUBE_IMAGE, set by `npm run test:k8s`).
 */
export const loadImage = async (options: ImageOptions): Promise<string> => {
  try {
    return await load(options);
  } finally {
    rmSync(options.folder, { recursive: true, force: true });
  }
};

const load = async (options: ImageOptions): Promise<string> => {
  const image = `localhost/${options.name}:${digestOf(options)}`;
  if (await isLoaded(image)) return image;
  const command = process.env['ARCHESTRA_KUBE_IMAGE'];
  if (!command)
    throw new Error(
      'Images cannot be loaded into this cluster: set ARCHESTRA_KUBE_IMAGE to a command that takes NAME FOLDER ENTRY…',
    );
  // Suites of several checkouts may share the cluster, and a loader its scratch files.
  const lock = existsSync('/usr/bin/flock') ? ['/usr/bin/flock', join(tmpdir(), 'archestra-kube-image.lock')] : [];
  const [program = '', ...args] = [...lock, ...command.split(' '), image, options.folder, ...options.entry];
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 180_000 });
  if (status !== 0) throw new Error(`The image ${image} could not be loaded: ${stderr}`);
  return image;
};
