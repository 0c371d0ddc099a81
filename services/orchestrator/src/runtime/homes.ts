import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileNameOf, instanceIn, type InstanceName } from './instance-name.ts';
import { inside, type Account } from './sandbox.ts';

const SHARED = 'shared';

/** Instances of one server share neither home nor account: each may hold other people's credentials. */
export const folderOf = ({ serverId, instance }: InstanceName): string =>
  instance === SHARED ? serverId : `${serverId}.${fileNameOf(instance)}`;

const nameIn = (folder: string): InstanceName => {
  const [serverId = '', instance = SHARED] = folder.split('.', 2);
  return { serverId, instance: instanceIn(instance) };
};

/** What servers that run here as processes keep on disk. */
export class Homes {
  constructor(private readonly folder: string) {}

  make(name: InstanceName, account: Account | undefined): string {
    const home = join(this.of(name), 'home');
    mkdirSync(home, { recursive: true, mode: 0o700 });
    if (account) chownSync(home, account.uid, account.gid);
    return home;
  }

  /** So that a server has a name for its own account; its home was made before. */
  passwdFile(name: InstanceName, { uid, gid }: Account): string {
    const file = join(this.of(name), 'passwd');
    writeFileSync(file, `server:x:${uid}:${gid}::${inside.home}:/bin/false\n`, { mode: 0o644 });
    return file;
  }

  async remove(name: InstanceName): Promise<void> {
    const folder = this.of(name);
    await rm(join(folder, 'home'), { recursive: true, force: true });
    await rm(join(folder, 'passwd'), { force: true });
    // The logs of a server lie in the folder of the instance that all share, and have an end of their own.
    await rmdir(folder).catch(() => undefined);
  }

  async list(): Promise<InstanceName[]> {
    const folders = await readdir(this.folder).catch((): string[] => []);
    const found = folders.map((name) =>
      stat(join(this.folder, name, 'home')).then(
        () => [nameIn(name)],
        () => [],
      ),
    );
    return (await Promise.all(found)).flat();
  }

  private of(name: InstanceName): string {
    return join(this.folder, folderOf(name));
  }
}
