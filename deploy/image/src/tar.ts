import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';

const BLOCK_BYTES = 512;
const END_OF_NAME = '\0';
/** Type flags of POSIX pax archives (pax, ustar interchange format). */
const FILE = '0';
const OLD_FILE = '\0';
const LINK = '2';
const FOLDER = '5';
const EXTENDED = 'x';

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly target: string;
  readonly content: Buffer;
}

const textAt = (block: Buffer, from: number, length: number): string =>
  block.toString('utf8', from, from + length).split(END_OF_NAME)[0] ?? '';
const numberAt = (block: Buffer, from: number, length: number): number =>
  parseInt(textAt(block, from, length).trim() || '0', 8);

/** Records of an extended header: "length key=value\n" each. */
const extendedRecords = (content: Buffer): Map<string, string> => {
  const records = new Map<string, string>();
  let at = 0;
  while (at < content.length) {
    const space = content.indexOf(' ', at);
    const length = Number(content.toString('utf8', at, space));
    if (space < 0 || !(length > 0)) break;
    const [key = '', ...value] = content.toString('utf8', space + 1, at + length - 1).split('=');
    records.set(key, value.join('='));
    at += length;
  }
  return records;
};

/** Entries of an uncompressed archive. Throws an `Error` when it ends too early. */
function* entriesOf(archive: Buffer): Generator<Entry> {
  let extended = new Map<string, string>();
  let at = 0;
  while (at + BLOCK_BYTES <= archive.length) {
    const header = archive.subarray(at, at + BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) return;
    const size = numberAt(header, 124, 12);
    const begin = at + BLOCK_BYTES;
    if (begin + size > archive.length) throw new Error('the archive ends too early');
    const content = archive.subarray(begin, begin + size);
    at = begin + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
    const type = textAt(header, 156, 1) || OLD_FILE;
    if (type === EXTENDED) {
      extended = extendedRecords(content);
      continue;
    }
    yield {
      name: extended.get('path') ?? textAt(header, 0, 100),
      type,
      mode: numberAt(header, 100, 8),
      target: extended.get('linkpath') ?? textAt(header, 157, 100),
      content,
    };
    extended = new Map();
  }
}

const isInside = (folder: string, path: string): boolean => normalize(path).startsWith(`${normalize(folder)}${sep}`);

/** Unpacks files, folders and links below `folder`. Throws an `Error` when an entry or a link would lead out of it. */
export const unpack = async (archive: Buffer, folder: string): Promise<void> => {
  const links: [path: string, target: string][] = [];
  for (const { name, type, mode, target, content } of entriesOf(archive)) {
    const path = join(folder, name);
    if (normalize(path) !== normalize(folder) && !isInside(folder, path))
      throw new Error(`${name} leads out of the package`);
    if (type === FOLDER) await mkdir(path, { recursive: true });
    else if (type === FILE || type === OLD_FILE) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
      await chmod(path, mode);
    } else if (type === LINK) links.push([path, target]);
    else throw new Error(`${name} is neither file, folder nor link`);
  }
  // Last: nothing is ever written through a link.
  for (const [path, target] of links) {
    if (!isInside(folder, join(dirname(path), target))) throw new Error(`${path} leads out of the package`);
    await mkdir(dirname(path), { recursive: true });
    await symlink(target, path);
  }
};
