import { ArgumentPath } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pathWords, schemaPaths } from './schema-paths.ts';

describe('places a schema names', () => {
  it('reaches into objects and lists', () => {
    const address = { type: 'object', properties: { mail: { type: 'string' } } };
    const properties = { to: { type: 'array', items: address }, subject: { type: 'string' }, 'reply to': {} };
    expect(schemaPaths({ type: 'object', properties })).toEqual([
      '$.to',
      '$.to[*]',
      '$.to[*].mail',
      '$.subject',
      '$["reply to"]',
    ]);
  });

  it('gives nothing but paths a contract takes, and ends, whatever a server calls its schema', () => {
    const schema = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.record({ properties: fc.dictionary(fc.string(), tie('node')), items: tie('node') }, { requiredKeys: [] }),
      ),
    })).node;
    fc.assert(
      fc.property(schema, (value) => {
        const paths = schemaPaths(value);
        return paths.length <= 200 && paths.every((path) => path.length > 200 || ArgumentPath.safeParse(path).success);
      }),
    );
  });

  it('does not follow a schema that contains itself for ever', () => {
    const schema: Record<string, unknown> = { properties: {} };
    schema['properties'] = { a: schema, b: schema };
    expect(schemaPaths(schema).length).toBeLessThanOrEqual(200);
  });

  it.each([
    ['$', 'the whole value'],
    ['$.to', 'to'],
    ['$.to[*]', 'every to'],
    ['$.items[*].id', 'id of every items'],
    ['$["reply to"]', 'reply to'],
    ['$[*]', 'every item'],
  ])('says %s as “%s”', (path, words) => {
    expect(pathWords(path)).toBe(words);
  });
});
