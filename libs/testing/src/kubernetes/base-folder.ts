import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RootFolder } from './root-folder.ts';

const BRIDGE = '/opt/archestra';
const imageFolder = fileURLToPath(new URL('../../../../deploy/image/', import.meta.url));

const firstOf = (...paths: string[]): string | undefined => paths.find((path) => existsSync(path));

/** Parts of the C library that older builds ask for by name, and what most compiled packages stand on. */
const COMMON_LIBRARIES =
  /^(librt\.so\.1|libpthread\.so\.0|libdl\.so\.2|libutil\.so\.1|libm\.so\.6|libresolv\.so\.2|libstdc\+\+\.so\.6|libgcc_s\.so\.1)$/;

const addLibraries = (root: RootFolder): void => {
  for (const folder of ['/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu'].filter((path) => existsSync(path)))
    for (const name of readdirSync(folder).filter((file) => COMMON_LIBRARIES.test(file)))
      root.addFile(realpathSync(join(folder, name)), join(folder, name), 0o755);
};

const addPython = (root: RootFolder): void => {
  const python = firstOf('/usr/bin/python3');
  if (!python) return;
  root.addProgram(python, 'usr/bin/python3');
  const version = realpathSync(python).match(/python(3\.\d+)$/)?.[1] ?? '3';
  root.addFolder(`/usr/lib/python${version}`, `usr/lib/python${version}`);
  const extensions = `/usr/lib/python${version}/lib-dynload`;
  // Modules in C need libraries that the interpreter itself does not.
  for (const name of existsSync(extensions) ? readdirSync(extensions) : []) root.addLibraries(join(extensions, name));
};

/**
 * The base image (deploy/image) as a folder made of this machine's own Node, Python and their libraries and tini; uv is in it where
 * the machine has it. Throws without tini. What the Dockerfile makes for a registry behaves the same.
 */
export const makeBaseFolder = (): { folder: string; entry: string[] } => {
  const root = new RootFolder();
  root.addProgram(process.execPath, 'usr/bin/node');
  for (const name of ['env', 'cat', 'sleep', 'dash']) root.addProgram(`/usr/bin/${name}`, `usr/bin/${name}`);
  root.addFile('/usr/bin/dash', 'bin/sh', 0o755);
  addLibraries(root);
  addPython(root);
  const uv = firstOf('/usr/bin/uv', '/usr/local/bin/uv');
  if (uv) root.addProgram(uv, 'usr/bin/uv');
  for (const name of readdirSync(join(imageFolder, 'src')).filter((file) => !file.endsWith('.spec.ts')))
    root.addFile(join(imageFolder, 'src', name), `${BRIDGE}/${name}`);
  for (const name of ['report.mjs', 'sitecustomize.py', 'archestra_reporter.py'])
    root.addFile(join(imageFolder, 'reporter', name), `${BRIDGE}/reporter/${name}`);
  root.write(`${BRIDGE}/package.json`, '{"type":"module"}');
  root.addFile(join(imageFolder, 'archestra-bridge'), 'usr/bin/archestra-bridge', 0o755);
  const init = firstOf('/usr/bin/tini-static', '/usr/bin/tini', '/sbin/tini');
  if (!init) throw new Error('This machine has no tini for the base image. Install it: apt-get install tini');
  root.addProgram(init, 'usr/bin/tini');
  return { folder: root.path, entry: ['/usr/bin/tini', '--', '/usr/bin/archestra-bridge'] };
};
