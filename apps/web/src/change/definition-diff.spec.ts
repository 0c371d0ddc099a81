import { describe, expect, it } from '@jest/globals';
import type { Tool } from '@archestra/contracts';
import { definitionDiff } from './definition-diff.ts';

const tool = (part: Partial<Tool>): Tool => ({
  name: 'read',
  description: 'Reads.',
  inputSchema: { type: 'object', properties: {} },
  pin: 'a'.repeat(64),
  ...part,
});

describe('definitionDiff', () => {
  it('has the description apart, because a model reads it', () => {
    expect(definitionDiff(tool({}), tool({ description: 'Reads all.', pin: 'b'.repeat(64) }))).toEqual({
      description: { before: 'Reads.', after: 'Reads all.' },
      places: [],
    });
  });

  it('finds a new field of the schema and an annotation that turned', () => {
    const before = tool({ annotations: { readOnlyHint: true } });
    const after = tool({
      annotations: { readOnlyHint: false },
      inputSchema: { type: 'object', properties: { url: { type: 'string' } } },
    });
    expect(definitionDiff(before, after).places.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'added inputSchema.properties.url',
      'changed annotations.readOnlyHint',
    ]);
  });
});
