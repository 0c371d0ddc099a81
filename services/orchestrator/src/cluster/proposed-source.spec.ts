import { ImageSource } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { McpServerSpec, type McpServerSpecInput } from './mcp-server.ts';
import { proposedSource } from './proposed-source.ts';

const image = 'localhost/tides:1';
const proposed = (spec: Partial<McpServerSpecInput>) =>
  proposedSource(McpServerSpec.parse({ transport: 'attach', image, ...spec }));

describe('what a person applied to the cluster, in the words of the registry', () => {
  it('keeps everything that can be reviewed', () => {
    const found = proposed({
      transport: 'http',
      port: 9_000,
      path: '/tides',
      command: ['/bin/tides'],
      args: ['--north'],
      environment: [{ name: 'HARBOUR', value: 'Husum' }],
      resources: { cpu: '0.5', memory: '64Mi', ephemeralStorage: '1Gi' },
      egress: { hosts: ['tides.example'] },
      imagePullSecrets: ['harbour'],
    });
    expect(found.source).toEqual({
      kind: 'image',
      image,
      transport: 'http',
      port: 9_000,
      path: '/tides',
      command: ['/bin/tides'],
      arguments: ['--north'],
      environment: { HARBOUR: 'Husum' },
      limits: { cpuMillis: 500, memoryBytes: 64 * 1024 ** 2, storageBytes: 1024 ** 3 },
      egressHosts: ['tides.example'],
      pullSecrets: ['harbour'],
    });
  });

  it('says of two objects with the same meaning the same', () => {
    expect(proposed({ resources: { cpu: '500m' } })).toEqual(proposed({ resources: { cpu: '0.5' }, replicas: 0 }));
    expect(proposed({}).source).toEqual(ImageSource.parse({ kind: 'image', image, transport: 'attach' }));
  });

  it.each<[string, Partial<McpServerSpecInput>, RegExp]>([
    ['a package', { transport: 'bridge', package: { url: 'http://x.example/p', sha256: 'a'.repeat(64) } }, /console/],
    ['a bridge without a package', { transport: 'bridge', command: ['node'] }, /attach or http/],
    ['a Secret that somebody made', { secretName: 'mine', secretKeys: ['TOKEN'] }, /secretName.*Credentials/],
    ['the identity of an installation', { organizationId: 'o', installationId: 'i', instance: 'shared' }, /organizat/],
    ['a tag the registry does not know', { image: 'localhost/tides:V1' }, /spec\.image: an image reference/],
    ['too little memory', { resources: { memory: '1Ki' } }, /spec\.resources\.memory/],
    ['too long a word', { args: ['a'.repeat(2_000)] }, /spec\.args/],
  ])('refuses %s in words', (_what, spec, words) => {
    expect(proposed(spec)).toEqual({ refusal: expect.stringMatching(words) });
  });
});
