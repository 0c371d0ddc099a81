import { withoutCredentials } from '../server/visible-source.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const without = (value: unknown, ...names: string[]): unknown =>
  isObject(value) ? Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))) : value;

const withoutFixedValues = (inputs: unknown): unknown =>
  Array.isArray(inputs) ? inputs.filter((input) => !isObject(input) || input['value'] === undefined) : inputs;

const shownPackage = (entry: unknown): unknown => {
  if (!isObject(entry)) return entry;
  const shown = without(entry, 'packageArguments', 'runtimeArguments') as Json;
  return 'environmentVariables' in shown
    ? { ...shown, environmentVariables: withoutFixedValues(shown['environmentVariables']) }
    : shown;
};

const addressOf = (url: unknown): string | undefined =>
  typeof url === 'string' && URL.canParse(url) ? withoutCredentials(url) : undefined;

const shownRemote = (entry: unknown): unknown =>
  isObject(entry) ? { ...entry, url: addressOf(entry['url']), headers: withoutFixedValues(entry['headers']) } : entry;

/** A `server.json` for those who do not write the catalog: what is asked for stays, arguments and preset values go. */
export const withoutValues = (document: Json): Json => {
  const shown = without(document, '_meta') as Json;
  const { packages, remotes } = shown;
  return {
    ...shown,
    ...(Array.isArray(packages) ? { packages: packages.map(shownPackage) } : {}),
    ...(Array.isArray(remotes) ? { remotes: remotes.map(shownRemote) } : {}),
  };
};
