import { describe, expect, it } from '@jest/globals';
import { clientName, endpointOf, snippets } from './connect.ts';

const connection = {
  gatewayUrl: 'http://localhost:8787/',
  profileId: '019b',
  profileName: 'Support Team',
  token: 'arch_secret',
};
const codeOf = (id: string): string => snippets(connection).find((snippet) => snippet.id === id)?.code ?? '';

describe('snippets', () => {
  it('connects Claude Code in one line', () => {
    expect(codeOf('claude')).toBe(
      'claude mcp add --transport http archestra-support-team http://localhost:8787/v1/mcp/019b --header "Authorization: Bearer arch_secret"',
    );
  });

  it.each([
    [
      'cursor',
      {
        mcpServers: {
          'archestra-support-team': {
            url: 'http://localhost:8787/v1/mcp/019b',
            headers: { Authorization: 'Bearer arch_secret' },
          },
        },
      },
    ],
    [
      'vscode',
      {
        servers: {
          'archestra-support-team': {
            type: 'http',
            url: 'http://localhost:8787/v1/mcp/019b',
            headers: { Authorization: 'Bearer arch_secret' },
          },
        },
      },
    ],
  ])('gives %s a file it can read', (id, expected) => {
    expect(JSON.parse(codeOf(id))).toEqual(expected);
  });

  it('asks with curl in the words of the current protocol', () => {
    const body = /-d '(.*)'$/.exec(codeOf('curl'))?.[1] ?? '';
    expect(JSON.parse(body)).toMatchObject({
      method: 'tools/list',
      params: { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } },
    });
  });
});

describe('clientName', () => {
  it.each([
    ['Ünïted; rm -rf /', 'archestra-n-ted-rm-rf'],
    ['日本', 'archestra-profile'],
    ['x'.repeat(80), `archestra-${'x'.repeat(30)}`],
  ])('is safe to type for %s', (name, expected) => {
    expect(clientName(name)).toBe(expected);
  });
});

describe('endpointOf', () => {
  it('does not double the slash', () => {
    expect(endpointOf({ gatewayUrl: 'https://gate.example.com///', profileId: 'p' })).toBe(
      'https://gate.example.com/v1/mcp/p',
    );
  });
});
