import type { Installation } from '@archestra/contracts';

/** Arguments, environment and host directories are for those who set servers up: people put secrets there although they should not. */
export const withoutSetUp = <I extends Pick<Installation, 'source'>>(installation: I): I => {
  const { source } = installation;
  if (source.kind === 'remote') return { ...installation, source: { ...source, url: withoutCredentials(source.url) } };
  if (source.kind !== 'package') return installation;
  return { ...installation, source: { ...source, arguments: [], environment: {}, directories: [] } };
};

const withoutCredentials = (text: string): string => {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
};
