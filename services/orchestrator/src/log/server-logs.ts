import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileNameOf, instanceIn, type InstanceName } from '../runtime/instance-name.ts';
import { ServerLog } from './server-log.ts';

const SUFFIX = '.log';
const SHARED = 'shared';
const SHARED_FILE = 'server';

/** The logs of all instances, each in a file below the folder of its server. */
export class ServerLogs {
  private readonly opened = new Map<string, ServerLog>();

  constructor(private readonly folder: string) {}

  open(name: InstanceName): ServerLog {
    const file = this.fileOf(name);
    const log = this.opened.get(file) ?? new ServerLog(file);
    this.opened.set(file, log);
    return log;
  }

  /** For good; one that is opened later begins anew. */
  async remove(name: InstanceName): Promise<void> {
    const file = this.fileOf(name);
    const log = this.opened.get(file);
    this.opened.delete(file);
    await log?.end();
    await Promise.all([file, `${file}.1`].map((path) => rm(path, { force: true })));
    // Folders go with the last that was in them.
    await rmdir(dirname(file)).catch(() => undefined);
    await rmdir(dirname(dirname(file))).catch(() => undefined);
  }

  async list(): Promise<InstanceName[]> {
    const servers = await filesIn(this.folder);
    const found = servers.map(async (serverId) => {
      const files = await filesIn(join(this.folder, serverId, 'log'));
      const names = new Set(files.map((file) => file.slice(0, file.lastIndexOf(SUFFIX))));
      return [...names].map((name) => ({ serverId, instance: name === SHARED_FILE ? SHARED : instanceIn(name) }));
    });
    return (await Promise.all(found)).flat();
  }

  private fileOf({ serverId, instance }: InstanceName): string {
    const name = instance === SHARED ? SHARED_FILE : fileNameOf(instance);
    return join(this.folder, serverId, 'log', `${name}${SUFFIX}`);
  }
}

const filesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
