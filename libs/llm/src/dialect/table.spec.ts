import { AppError } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as llm from '../index.ts';
import type { Dialect } from './dialect.ts';
import { dialects } from './table.ts';

const all = Object.values(dialects);
const names = fc.constantFrom(
  ...['model', 'messages', 'input', 'role', 'content', 'type', 'text', 'tools', 'tool_calls', 'function', 'output'],
  ...['choices', 'message', 'usage', 'name', 'id', 'system', 'stream', 'source', 'arguments', 'data', 'stop_reason'],
);
const words = fc.constantFrom('user', 'assistant', 'tool', 'text', 'tool_use', 'tool_result', 'function_call', 'm', '');
/** JSON that looks like a body in parts and is wrong in others. */
const nonsense = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    words,
    fc.constantFrom(null, true, 0, -1, 1.5),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(names, tie('node'), { maxKeys: 5 }),
  ),
})).node;

const outcome = (work: () => unknown): string => {
  try {
    work();
    return 'done';
  } catch (error) {
    return error instanceof AppError ? error.code : `thrown: ${String(error)}`;
  }
};

describe('dialects', () => {
  it('are what the package promises', () => {
    expect(Object.keys(llm).sort()).toEqual(['classify', 'dialects', 'isTranslatable', 'openExchange']);
    expect(Object.entries(dialects).every(([name, dialect]) => dialect.name === name)).toBe(true);
  });

  it.each(all)('$name reads any request or refuses it by a field', (dialect: Dialect) => {
    const plausible = fc.record({ model: words, messages: fc.array(nonsense), input: nonsense, tools: nonsense });
    fc.assert(
      fc.property(fc.oneof(nonsense, plausible), (body) => {
        const result = outcome(() => {
          const facts = dialect.readRequest(body);
          const text = JSON.stringify(body);
          const toolResults = new Map(facts.toolResults.map(({ position }) => [position, 'safe']));
          const changed: unknown = JSON.parse(dialect.changeRequest(text, facts, { model: 'other', toolResults }));
          const again = dialect.readRequest(changed);
          expect(again.model).toBe('other');
          for (const { text: shown } of again.toolResults) expect(shown).toBe('safe');
          expect(facts.estimateTokens()).toBeGreaterThanOrEqual(0);
        });
        expect(['done', 'INVALID_INPUT']).toContain(result);
      }),
      { numRuns: 300 },
    );
  });

  it.each(all)('$name reads any answer or says that the provider broke its dialect', (dialect: Dialect) => {
    fc.assert(
      fc.property(nonsense, (body) => {
        const result = outcome(() => {
          const { toolCalls } = dialect.readAnswer(body);
          const refusals = new Map(toolCalls.map(({ position }) => [position, 'no']));
          const left: unknown = JSON.parse(dialect.refuseCalls(JSON.stringify(body), body, refusals));
          expect(dialect.readAnswer(left).toolCalls).toEqual([]);
        });
        expect(['done', 'PROVIDER_PROTOCOL_ERROR']).toContain(result);
      }),
      { numRuns: 300 },
    );
  });
});
