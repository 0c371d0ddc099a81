import { describe, expect, it } from '@jest/globals';
import { ServerSource } from '@archestra/contracts';
import { isSameServer } from './same-server.ts';

const npm = (name: string, version: string) =>
  ServerSource.parse({ kind: 'package', registry: 'npm', package: name, version });
const image = (reference: string) => ServerSource.parse({ kind: 'image', image: reference, transport: 'attach' });
const remote = (url: string) => ServerSource.parse({ kind: 'remote', url });

describe('isSameServer', () => {
  it.each([
    ['another version of a package', npm('a', '1.0.0'), npm('a', '2.0.0'), true],
    ['another package', npm('a', '1.0.0'), npm('b', '1.0.0'), false],
    ['another tag of an image', image('registry:5000/x:1'), image('registry:5000/x:2'), true],
    ['another image', image('registry:5000/x:1'), image('registry:5001/x:1'), false],
    ['another path of a remote server', remote('https://a.example/v1'), remote('https://a.example/v2'), true],
    ['another host', remote('https://a.example/mcp'), remote('https://b.example/mcp'), false],
    ['another scheme', remote('https://a.example/mcp'), remote('http://a.example/mcp'), false],
    ['another kind', npm('a', '1.0.0'), remote('https://a.example/mcp'), false],
  ])('%s', (_, one, other, expected) => {
    expect(isSameServer(one, other)).toBe(expected);
  });
});
