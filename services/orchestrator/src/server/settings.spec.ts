import { describe, expect, it } from '@jest/globals';
import { ConfigurationField, type DesiredServer } from '@archestra/contracts';
import { settingsOf } from './settings.ts';

const field = (name: string, more: Partial<ConfigurationField> = {}): ConfigurationField =>
  ConfigurationField.parse({ in: 'env', name, ...more });
const server = (fields: ConfigurationField[], configuration: Record<string, string> = {}): DesiredServer => ({
  id: 'id',
  organizationId: 'acme',
  name: 'files',
  source: { kind: 'remote', url: 'https://example.org/mcp' },
  fields,
  configuration,
  generation: 1,
});

describe('the settings of a server', () => {
  it('go where their field says, secrets apart', () => {
    const fields = [
      field('URL'),
      field('LEVEL', { default: 'info' }),
      field('UNSET'),
      field('TOKEN', { isSecret: true }),
      field('Authorization', { in: 'header', isSecret: true }),
      field('X-Team', { in: 'header' }),
    ];
    const given = server(fields, { URL: 'https://acme', 'X-Team': 'red', OTHER: 'x' });
    expect(settingsOf(given, { TOKEN: 't', Authorization: 'Bearer b', FOREIGN: 'f' })).toEqual({
      environment: { URL: 'https://acme', LEVEL: 'info' },
      secrets: { TOKEN: 't' },
      headers: { Authorization: 'Bearer b', 'X-Team': 'red' },
    });
  });

  it('never take a secret from the configuration, nor from a default', () => {
    const fields = [field('TOKEN', { isSecret: true, default: 'changeme' })];
    expect(settingsOf(server(fields, { TOKEN: 'visible' }), {})).toEqual({ environment: {}, secrets: {}, headers: {} });
  });
});
