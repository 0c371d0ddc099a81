import type { Installation, ServerSource } from '@archestra/contracts';

/** Arguments, environment and host directories are for those who set servers up: people put secrets there although they should not. */
export const visibleSource = (source: ServerSource): ServerSource => {
  if (source.kind === 'remote') return { ...source, url: withoutCredentials(source.url) };
  if (source.kind === 'package') return { ...source, arguments: [], environment: {}, directories: [] };
  return source.kind === 'image' ? { ...source, command: [], arguments: [], environment: {}, pullSecrets: [] } : source;
};

/** An installation for those who do not set servers up; answers to its fields are left out, too. */
export const withoutSetUp = <I extends Pick<Installation, 'source' | 'configuration'>>(installation: I): I => ({
  ...installation,
  source: visibleSource(installation.source),
  configuration: {},
});

/** Scheme, host and path of an address. */
export const withoutCredentials = (text: string): string => {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
};
