import type { CatalogDraft } from '@archestra/contracts';
import type { z } from 'zod';
import type { Draft } from './draft.ts';

type Source = z.input<typeof CatalogDraft>['source'];
const MEBIBYTE = 1024 ** 2;

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const wordsOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
// A blank is "not said"; anything that is no number stays one that the schema refuses.
const numberOf = (text: string, factor = 1): number | undefined =>
  text.trim() === '' ? undefined : Number(text.trim()) * factor;

const programOf = (draft: Draft) => {
  const [cpuMillis, memoryBytes, storageBytes] = [
    numberOf(draft.cpu),
    numberOf(draft.memory, MEBIBYTE),
    numberOf(draft.storage, MEBIBYTE),
  ];
  return {
    arguments: linesOf(draft.arguments),
    environment: Object.fromEntries(
      draft.environment.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]),
    ),
    egressHosts: draft.hosts.map(({ host }) => host.trim().toLowerCase()).filter(Boolean),
    limits: {
      ...(cpuMillis !== undefined && { cpuMillis }),
      ...(memoryBytes !== undefined && { memoryBytes }),
      ...(storageBytes !== undefined && { storageBytes }),
    },
  };
};

const imageOf = (draft: Draft): Source => ({
  kind: 'image',
  image: draft.image.trim(),
  transport: draft.transport,
  command: linesOf(draft.command),
  ...(draft.transport === 'http' && { port: Number(draft.port), path: draft.path.trim() }),
  pullSecrets: wordsOf(draft.pullSecrets),
  ...programOf(draft),
});

/** What runs, as it is sent; nothing that belongs to another kind. */
export const sourceOf = (draft: Draft): Source => {
  if (draft.kind === 'remote') return { kind: 'remote', url: draft.url.trim() };
  if (draft.kind === 'image') return imageOf(draft);
  return {
    kind: 'package',
    registry: draft.kind,
    package: draft.package.trim(),
    version: draft.version.trim(),
    directories: draft.directories.filter(({ path }) => path !== ''),
    ...programOf(draft),
  };
};
