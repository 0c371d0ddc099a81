import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolderFor, type Account } from '../machine/account.ts';
import { removeAtEnd } from '../machine/leash.ts';
import type { StoreOptions } from './server.ts';

/** The folder of one server, its account and what has to happen to it at the end. */
export interface ServerFolder {
  path: string;
  account: Account | undefined;
  dispose(): void;
}

/** Takes the given folder, or makes a temporary one that disappears with `dispose` or with our process. */
export const openFolder = (options: StoreOptions, name: string, account: Account | undefined): ServerFolder => {
  if (options.folder !== undefined) {
    makeFolderFor(account, options.folder);
    return { path: options.folder, account, dispose: () => undefined };
  }
  const root = mkdtempSync(join(tmpdir(), `archestra-${name}-`));
  chmodSync(root, 0o711);
  removeAtEnd(root);
  const path = join(root, name);
  makeFolderFor(account, path);
  return { path, account, dispose: () => rmSync(root, { recursive: true, force: true }) };
};

/** Writes a file that only the server's account can read: it holds passwords. */
export const writePrivate = ({ path, account }: ServerFolder, name: string, text: string): string => {
  const file = join(path, name);
  writeFileSync(file, text, { mode: 0o600 });
  chmodSync(file, 0o600);
  if (account) chownSync(file, account.uid, account.gid);
  return file;
};
