import type { DesiredServer } from '@archestra/contracts';
import type { SecretValues } from '../credential/vault.ts';

/** What a server is told, apart by how it travels and by whether it may be seen. */
export interface Settings {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers of the installation and, for secret fields, of credentials. A field nobody answers is not set. */
export const settingsOf = ({ fields, configuration }: DesiredServer, values: SecretValues): Settings => {
  const settings = { environment: {}, secrets: {}, headers: {} } as Record<keyof Settings, Record<string, string>>;
  for (const { name, isSecret, default: usual, in: place } of fields) {
    const answer = isSecret ? values[name] : (configuration[name] ?? usual);
    if (answer === undefined) continue;
    if (place === 'header') settings.headers[name] = answer;
    else settings[isSecret ? 'secrets' : 'environment'][name] = answer;
  }
  return settings;
};
