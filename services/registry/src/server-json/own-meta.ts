import { ConfigurationField, EgressHost, ImageSource, Labels, PackageSource, Slug } from '@archestra/contracts';
import { z } from 'zod';

export const META_KEY = 'io.modelcontextprotocol.registry/publisher-provided';

/**
 * What `server.json` has no place for. It never says what is installed (package, version, image, address): that is read
 * from where every client reads it.
 */
const OwnMeta = z.object({
  name: Slug,
  title: z.string().min(1).max(120),
  description: z.string().max(2_000),
  labels: Labels,
  fields: z.array(ConfigurationField).max(64),
  egressHosts: z.array(EgressHost).max(64).default([]),
  limits: PackageSource.shape.limits,
  directories: PackageSource.shape.directories,
  command: ImageSource.shape.command,
  pullSecrets: ImageSource.shape.pullSecrets,
  port: ImageSource.shape.port,
  path: ImageSource.shape.path,
});
export type OwnMeta = z.input<typeof OwnMeta>;

/** Our own part of a document's metadata, if it is there and whole. */
export const readOwnMeta = (
  meta: Record<string, Record<string, unknown>> | undefined,
): z.output<typeof OwnMeta> | undefined => {
  const parsed = OwnMeta.safeParse(meta?.[META_KEY]?.['archestra']);
  return parsed.success ? parsed.data : undefined;
};
