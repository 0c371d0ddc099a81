import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { archiveOf } from './archive.ts';

const SUFFIX = '.tar.gz';
const PREFIX_LENGTH = 17;
const SHA256 = /^[0-9a-f]{64}$/;

/** A prepared package as one file. */
export interface PackedPackage {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Nobody has worked on an archive that did not grow for so long. */
const STALE_MS = 60 * 60_000;

/** Prepared packages as archives by their digest; each folder is packed once. */
export class PackedPackages {
  private readonly underWay = new Map<string, Promise<PackedPackage>>();

  constructor(private readonly folder: string) {}

  /** Packs an installed folder, or finds what was packed before. */
  pack(packageFolder: string): Promise<PackedPackage> {
    let work = this.underWay.get(packageFolder);
    if (!work) {
      work = this.findOrMake(packageFolder).finally(() => this.underWay.delete(packageFolder));
      this.underWay.set(packageFolder, work);
    }
    return work;
  }

  /** The archive with this digest, ready to be read; `undefined` when there is none. */
  async open(sha256: string): Promise<{ sizeBytes: number; stream: Readable } | undefined> {
    const name = SHA256.test(sha256) ? (await this.names()).find((found) => digestIn(found) === sha256) : undefined;
    if (!name) return undefined;
    const path = join(this.folder, name);
    return { sizeBytes: (await stat(path)).size, stream: createReadStream(path) };
  }

  /** Removes archives of packages that are not prepared any more, and what was never finished. */
  async sweep(preparedFolders: readonly string[]): Promise<void> {
    const prefixes = new Set(preparedFolders.map(prefixOf));
    for (const name of await readdir(this.folder).catch((): string[] => [])) {
      const path = join(this.folder, name);
      const isWanted = prefixes.has(name.slice(0, PREFIX_LENGTH));
      const isStale = async (): Promise<boolean> => Date.now() - (await stat(path)).mtimeMs > STALE_MS;
      if (name.endsWith(SUFFIX) ? !isWanted : await isStale()) await rm(path, { force: true });
    }
  }

  private async findOrMake(packageFolder: string): Promise<PackedPackage> {
    const prefix = prefixOf(packageFolder);
    const known = (await this.names()).find((name) => name.startsWith(prefix));
    if (!known) return this.make(packageFolder, prefix);
    return { sha256: digestIn(known), sizeBytes: (await stat(join(this.folder, known))).size };
  }

  private async make(packageFolder: string, prefix: string): Promise<PackedPackage> {
    await mkdir(this.folder, { recursive: true });
    const unfinished = join(this.folder, `${prefix}${process.pid}.part`);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    try {
      await pipeline(
        Readable.from(archiveOf(packageFolder)),
        createGzip(),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            sizeBytes += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(unfinished),
      );
      const sha256 = hash.digest('hex');
      await rename(unfinished, join(this.folder, `${prefix}${sha256}${SUFFIX}`));
      return { sha256, sizeBytes };
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  private async names(): Promise<string[]> {
    const names = await readdir(this.folder).catch((): string[] => []);
    return names.filter((name) => name.endsWith(SUFFIX));
  }
}

const digestIn = (name: string): string => basename(name, SUFFIX).split('-')[1] ?? '';

const prefixOf = (packageFolder: string): string =>
  `${createHash('sha256')
    .update(packageFolder)
    .digest('hex')
    .slice(0, PREFIX_LENGTH - 1)}-`;
