import { ImageSource, PackageSource, type ConfigurationField, type SubmittedSource } from '@archestra/contracts';
import type { z } from 'zod';
import { commandLine, environmentOf, type Warnings } from './input.ts';
import type { Argument, Package } from './server-schema.ts';

export interface Runnable {
  source: SubmittedSource;
  fields: ConfigurationField[];
}

const registries: Readonly<Record<string, { registry: 'npm' | 'pypi'; home: RegExp }>> = {
  npm: { registry: 'npm', home: /^https:\/\/registry\.npmjs\.org\/?$/ },
  pypi: { registry: 'pypi', home: /^https:\/\/pypi\.org\/?$/ },
};

const invalid = (warnings: Warnings, what: string, error: z.ZodError): undefined => {
  const issue = error.issues[0];
  warnings.add(`${what} was left out: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`);
  return undefined;
};

/** Switches of npx and uvx that say nothing about the server. */
const isHarmless = (argument: Argument): boolean =>
  ['-y', '--yes'].includes(argument.value ?? (argument.type === 'named' ? argument.name : ''));

const fromRegistry = (entry: Package, what: string, warnings: Warnings): Runnable | undefined => {
  const known = registries[entry.registryType];
  if (!known) return undefined;
  if (entry.registryBaseUrl !== undefined && !known.home.test(entry.registryBaseUrl)) {
    warnings.add(`${what} was left out: packages come from the public ${known.registry} registry only.`);
    return undefined;
  }
  if (entry.transport.type !== 'stdio') {
    warnings.add(`${what} was left out: packages are run over stdio, not ${entry.transport.type}.`);
    return undefined;
  }
  if (entry.runtimeArguments?.some((argument) => !isHarmless(argument)))
    warnings.add(`${what}: arguments of its runtime (${entry.runtimeHint ?? 'npx, uvx'}) were left out.`);
  if (entry.fileSha256 !== undefined)
    warnings.add(`${what}: fileSha256 was left out; integrity is checked against its registry.`);
  const { environment, fields } = environmentOf(entry.environmentVariables, warnings);
  const parsed = PackageSource.safeParse({
    kind: 'package',
    registry: known.registry,
    package: entry.identifier,
    version: entry.version,
    arguments: commandLine(entry.packageArguments, what, warnings),
    environment,
  });
  return parsed.success ? { source: parsed.data, fields } : invalid(warnings, what, parsed.error);
};

/** `docker run -e NAME=value` is an environment variable; everything else of a container runtime is not for a document to say. */
const runtimeEnvironment = (list: readonly Argument[] | undefined, what: string, warnings: Warnings) =>
  (list ?? []).flatMap((argument) => {
    const pair = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(argument.value ?? '');
    if (argument.type === 'named' && ['-e', '--env'].includes(argument.name) && pair) {
      const { isRequired, isSecret, variables, description } = argument;
      const more = { isRequired, isSecret, variables, description };
      const given = Object.fromEntries(Object.entries(more).filter(([, member]) => member !== undefined));
      return [{ ...given, name: pair[1] ?? '', value: pair[2] ?? '' }];
    }
    warnings.add(
      `${what}: the argument ${argument.type === 'named' ? argument.name : ''} of its runtime was left out.`,
    );
    return [];
  });

/** Where a server inside a container listens; what depends on variables takes the usual place. */
const listening = (url: string | undefined): { port?: number; path?: string } => {
  if (url === undefined || !URL.canParse(url)) return {};
  const { port, pathname } = new URL(url);
  return { ...(port === '' ? {} : { port: Number(port) }), path: pathname };
};

const fromImage = (entry: Package, what: string, warnings: Warnings): Runnable | undefined => {
  const { type, url } = entry.transport;
  if (type === 'sse') {
    warnings.add(`${what} was left out: the SSE transport is not supported.`);
    return undefined;
  }
  const hasTag = /[:@]/.test(entry.identifier.slice(entry.identifier.lastIndexOf('/') + 1));
  const { environment, fields } = environmentOf(
    [...(entry.environmentVariables ?? []), ...runtimeEnvironment(entry.runtimeArguments, what, warnings)],
    warnings,
  );
  const parsed = ImageSource.safeParse({
    kind: 'image',
    image: hasTag || entry.version === undefined ? entry.identifier : `${entry.identifier}:${entry.version}`,
    transport: type === 'stdio' ? 'attach' : 'http',
    arguments: commandLine(entry.packageArguments, what, warnings),
    environment,
    ...(type === 'streamable-http' ? listening(url) : {}),
  });
  return parsed.success ? { source: parsed.data, fields } : invalid(warnings, what, parsed.error);
};

/** What a package of a document runs here; nothing, with a warning, when it cannot. */
export const readPackage = (entry: Package, warnings: Warnings): Runnable | undefined => {
  const what = `The ${entry.registryType} package ${entry.identifier}`;
  if (Object.hasOwn(registries, entry.registryType)) return fromRegistry(entry, what, warnings);
  if (entry.registryType === 'oci') return fromImage(entry, what, warnings);
  warnings.add(`${what} was left out: packages of this kind are not supported.`);
  return undefined;
};
