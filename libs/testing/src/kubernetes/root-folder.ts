import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A root file system made of this machine's own files, for images without a registry. */
export class RootFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'archestra-image-'));

  constructor() {
    for (const folder of ['tmp', 'etc', 'usr/bin', 'home/server'])
      mkdirSync(join(this.path, folder), { recursive: true });
    chmodSync(this.path, 0o755);
    chmodSync(join(this.path, 'tmp'), 0o1777);
    writeFileSync(join(this.path, 'etc/passwd'), 'server:x:65532:65532::/home/server:/bin/false\n');
  }

  /** Adds a program and every library it needs. */
  addProgram(from: string, to: string): this {
    this.addFile(realpathSync(from), to, 0o755);
    return this.addLibraries(from);
  }

  /** The libraries a program or another library needs. */
  addLibraries(from: string): this {
    const { stdout } = spawnSync('ldd', [from], { encoding: 'utf8' });
    for (const [, library] of (stdout ?? '').matchAll(/(?:=> )?(\/\S+) \(0x/g)) {
      if (library && !existsSync(join(this.path, library))) this.addFile(realpathSync(library), library, 0o755);
    }
    return this;
  }

  addFile(from: string, to: string, mode = 0o644): this {
    const target = join(this.path, to);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(from, target);
    chmodSync(target, mode);
    return this;
  }

  addFolder(from: string, to: string): this {
    cpSync(from, join(this.path, to), { recursive: true, dereference: true });
    return this;
  }

  write(to: string, content: string, mode = 0o644): this {
    const target = join(this.path, to);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content, { mode });
    return this;
  }
}
