import { describe, expect, it } from '@jest/globals';
import { consoleRoutes } from '@archestra/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openApiDocument } from './openapi-document.ts';

const document = openApiDocument(consoleRoutes, { version: '1.2.3', cookieName: 'session' });

describe('the API document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    const verdict = await validator.validate(structuredClone(document));
    expect(verdict).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('lists every route with its parameters and nothing else', () => {
    const paths = document['paths'] as Record<
      string,
      Record<string, { operationId: string; parameters?: { in: string; name: string }[] }>
    >;
    const listed = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
    expect(listed.sort()).toEqual(Object.keys(consoleRoutes).sort());
    const operation = paths['/api/mcp-servers/{id}/contracts/{tool}']?.['put'];
    expect(operation?.parameters?.map(({ in: place, name }) => [place, name])).toEqual([
      ['path', 'id'],
      ['path', 'tool'],
    ]);
  });

  it('is JSON', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
