import { ConfigurationField } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { assertConfiguration } from './configuration.ts';

const fields = [
  { in: 'env', name: 'REGION', isRequired: true, choices: ['eu', 'us'] },
  { in: 'env', name: 'MODE', default: 'fast' },
  { in: 'env', name: 'API_KEY', isSecret: true, isRequired: true },
].map((field) => ConfigurationField.parse(field));

describe('answers to configuration fields', () => {
  it.each<[string, Record<string, string>]>([
    ['answer what is required', { REGION: 'eu' }],
    ['may answer the rest, too', { REGION: 'us', MODE: 'slow' }],
  ])('%s', (_, configuration) => expect(() => assertConfiguration(fields, configuration)).not.toThrow());

  it.each<[string, Record<string, string>, RegExp]>([
    ['leave nothing required open', { MODE: 'x' }, /REGION/],
    ['answer no field that is not there', { REGION: 'eu', OTHER: 'x' }, /no field OTHER/],
    ['hold no secret', { REGION: 'eu', API_KEY: 's3cret' }, /API_KEY is secret/],
    ['are one of the choices', { REGION: 'moon' }, /choices/],
    ['are not inherited', { REGION: 'eu', constructor: 'x' }, /no field constructor/],
  ])('%s', (_, configuration, message) => expect(() => assertConfiguration(fields, configuration)).toThrow(message));
});
