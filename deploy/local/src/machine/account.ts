import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { run } from './command.ts';

/** The system account a server runs as. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** Reads one account of a passwd file. */
const parseAccount = (passwd: string, name: string): Account | undefined => {
  const fields = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find((columns) => columns[0] === name);
  return fields ? { name, uid: Number(fields[2]), gid: Number(fields[3]) } : undefined;
};

/**
 * The account a server is to run as: undefined (ourselves) for an ordinary user; for root the first that exists of
 * `preferred` and `nobody`, because PostgreSQL refuses root and the others do not need it.
 */
export const unprivileged = (preferred: string): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = readFileSync('/etc/passwd', 'utf8');
  return parseAccount(passwd, preferred) ?? parseAccount(passwd, 'nobody');
};

/** The spawn options that make a child run as the account. */
export const spawnAs = (account: Account | undefined): { uid?: number; gid?: number } =>
  account ? { uid: account.uid, gid: account.gid } : {};

/** Creates a private folder that belongs to the account. */
export const makeFolderFor = (account: Account | undefined, folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
};

/** Can the account enter the folder? A parent closed to others (such as /root) makes this false. */
export const canEnter = async (account: Account | undefined, folder: string): Promise<boolean> => {
  if (!account) return true;
  const result = await run('sh', ['-c', 'cd "$1"', 'sh', folder], { ...spawnAs(account), cwd: '/' });
  return result.code === 0;
};
