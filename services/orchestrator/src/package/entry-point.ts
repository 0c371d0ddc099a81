import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Names of projects are the same with any of these between their words, in any case (PyPA, name normalization). */
const normalized = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

const SECTION = /^\[(.+)\]$/;
const SCRIPT = /^([\w.-]+)\s*=/;

/** Names of the programs a distribution brings (PyPA, entry points specification), in the order it lists them. */
const scriptsIn = (entryPoints: string): string[] => {
  let section = '';
  return entryPoints.split('\n').flatMap((raw) => {
    const line = raw.trim();
    section = SECTION.exec(line)?.[1] ?? section;
    const name = section === 'console_scripts' ? SCRIPT.exec(line)?.[1] : undefined;
    return name === undefined ? [] : [name];
  });
};

/**
 * The program of one Python project among everything that was installed with it: the one that is called as the project is, else
 * its first. Programs of the projects it depends on are never taken.
 */
export const programOf = async (siteFolder: string, project: string): Promise<string | undefined> => {
  const wanted = normalized(project);
  const folders = await readdir(siteFolder).catch((): string[] => []);
  const information = folders.find(
    (name) => name.endsWith('.dist-info') && normalized(name.split('-')[0] ?? '') === wanted,
  );
  if (!information) return undefined;
  const text = await readFile(join(siteFolder, information, 'entry_points.txt'), 'utf8').catch(() => '');
  const scripts = scriptsIn(text);
  return scripts.find((name) => normalized(name) === wanted) ?? scripts[0];
};
