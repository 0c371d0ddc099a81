import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;
const OWNER_EXECUTES = 0o100;

/** Type flags of POSIX pax archives (pax, ustar interchange format). */
const type = { file: '0', link: '2', folder: '5', extended: 'x' } as const;
type EntryType = (typeof type)[keyof typeof type];

interface Entry {
  readonly name: string;
  readonly type: EntryType;
  readonly mode: number;
  readonly size: number;
  readonly target: string;
}

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

/** Owner and times are always the same: the archive of a folder depends on nothing but its content. */
const headerOf = ({ name, type: flag, mode, size, target }: Entry): Buffer => {
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name, 0, NAME_BYTES);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(' '.repeat(CHECKSUM_BYTES), CHECKSUM_AT);
  header.write(flag, 156);
  header.write(target, 157, NAME_BYTES);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT);
  return header;
};

const padding = (size: number): Buffer => Buffer.alloc((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES);

/** "length key=value\n", where the length counts itself. */
const record = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`;
  const size = Buffer.byteLength(rest);
  const digits = String(size + String(size).length).length;
  return `${size + digits}${rest}`;
};

/** Names and link targets that do not fit the header go before it. */
const extendedHeader = ({ name, target }: Entry): Buffer[] => {
  const records = [
    Buffer.byteLength(name) > NAME_BYTES ? record('path', name) : '',
    Buffer.byteLength(target) > NAME_BYTES ? record('linkpath', target) : '',
  ].join('');
  if (records === '') return [];
  const content = Buffer.from(records);
  const entry: Entry = { name: 'extended', type: type.extended, mode: 0o644, size: content.length, target: '' };
  return [headerOf(entry), content, padding(content.length)];
};

async function* walk(folder: string, below = ''): AsyncGenerator<Buffer> {
  const names = (await readdir(join(folder, below))).sort();
  for (const name of names) yield* entryOf(folder, below === '' ? name : `${below}/${name}`);
}

async function* entryOf(folder: string, name: string): AsyncGenerator<Buffer> {
  const path = join(folder, name);
  const found = await lstat(path);
  if (found.isSymbolicLink()) {
    yield* begin({ name, type: type.link, mode: 0o777, size: 0, target: await readlink(path) });
  } else if (found.isDirectory()) {
    yield* begin({ name: `${name}/`, type: type.folder, mode: 0o755, size: 0, target: '' });
    yield* walk(folder, name);
  } else if (found.isFile()) {
    const content = await readFile(path);
    const mode = found.mode & OWNER_EXECUTES ? 0o755 : 0o644;
    yield* begin({ name, type: type.file, mode, size: content.length, target: '' });
    yield content;
    yield padding(content.length);
  }
}

function* begin(entry: Entry): Generator<Buffer> {
  yield* extendedHeader(entry);
  yield headerOf(entry);
}

/** A folder as a tar archive, byte for byte the same whenever and wherever it is made. What is not file, folder or link is left out. */
export async function* archiveOf(folder: string): AsyncGenerator<Buffer> {
  yield* walk(folder);
  yield Buffer.alloc(BLOCK_BYTES * 2);
}
