import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canEnter, unprivileged } from '../machine/account.ts';

/** Root of the checkout this file belongs to. */
export const repository = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/\/$/, '');

/** Where one installation keeps what it needs to remember. */
export interface Home {
  repository: string;
  /** `.archestra` of the checkout, unless `ARCHESTRA_HOME` names another folder. */
  root: string;
  stateFile: string;
  planFile: string;
  statusFile: string;
  lockFile: string;
  buildFile: string;
  logs: string;
  /** Private folders of the services. */
  data: string;
}

/** The places of the installation of a checkout, or of the one in `ARCHESTRA_HOME`; creates the folders. */
export const openHome = (checkout = repository, elsewhere = process.env['ARCHESTRA_HOME']): Home => {
  const root = elsewhere ? resolve(elsewhere) : join(checkout, '.archestra');
  const home: Home = {
    repository: checkout,
    root,
    stateFile: join(root, 'state.json'),
    planFile: join(root, 'run', 'plan.json'),
    statusFile: join(root, 'run', 'status.json'),
    lockFile: join(root, 'run', 'lock.json'),
    buildFile: join(root, 'build.json'),
    logs: join(root, 'logs'),
    data: join(root, 'data'),
  };
  mkdirSync(root, { recursive: true });
  // Others may pass through (the servers' accounts must) but not look around; what is inside has modes of its own.
  chmodSync(root, 0o711);
  for (const folder of [join(root, 'run'), home.logs, home.data]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return home;
};

/**
 * Folder for the servers' data: in `.archestra`, except when we are root and the checkout lies where an unprivileged
 * account cannot go (such as /root); then a folder of this checkout under /var/lib.
 */
export const serverRoot = async ({ root }: Home): Promise<string> => {
  const accounts = ['postgres', 'nats', 'redis'].map(unprivileged);
  const all = await Promise.all(accounts.map((account) => canEnter(account, root)));
  if (all.every(Boolean)) return root;
  const elsewhere = join('/var/lib/archestra', createHash('sha256').update(root).digest('hex').slice(0, 16));
  mkdirSync(elsewhere, { recursive: true, mode: 0o711 });
  return elsewhere;
};
