import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CatalogDraft, type CatalogItem, type CatalogVersion } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readServerJson } from './read-server-json.ts';
import { parseServerJson, SCHEMA_URL } from './server-schema.ts';
import { writeServerJson } from './write-server-json.ts';

const head = { name: 'io.github.someone/weather', description: 'Weather.', version: '1.2.3' };
const stdio = { type: 'stdio' };
const npm = { registryType: 'npm', identifier: '@someone/weather', version: '1.2.3', transport: stdio };
const read = (document: object) => readServerJson({ ...head, ...document });

describe('the schema of server.json', () => {
  it('is the official one, byte for byte', () => {
    const file = readFileSync(new URL('../../schema/server.schema.json', import.meta.url));
    expect(createHash('sha256').update(file).digest('hex')).toBe(
      '3fba09590c99f61735d234822279f4223fab9e300c0a81e81c91ab62a4114de0',
    );
  });

  it.each<[string, unknown, RegExp]>([
    ['a document without a name', { description: 'x', version: '1' }, /must have required property 'name'/],
    ['a name without a namespace', { ...head, name: 'weather' }, /\/name must match pattern/],
    ['a description that is too long', { ...head, description: 'x'.repeat(101) }, /\/description/],
    ['a package without a transport', { ...head, packages: [{ registryType: 'npm', identifier: 'x' }] }, /packages\/0/],
    ['a version that is not one', { ...head, packages: [{ ...npm, version: 'latest' }] }, /packages\/0\/version/],
    ['an address that is none', { ...head, websiteUrl: 'no address' }, /websiteUrl/],
    ['no object', [], /must be object/],
  ])('refuses %s', (_, document, message) => {
    expect(() => parseServerJson(document)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringMatching(message) }),
    );
  });
});

describe('reading server.json', () => {
  it('makes drafts of packages, images and remotes', () => {
    const { drafts, warnings } = read({
      $schema: SCHEMA_URL,
      title: 'Weather',
      packages: [
        {
          ...npm,
          runtimeHint: 'npx',
          runtimeArguments: [{ type: 'named', name: '-y' }],
          packageArguments: [
            { type: 'positional', value: 'serve' },
            { type: 'named', name: '--port', value: '{port}', variables: { port: { default: '80' } } },
          ],
          environmentVariables: [
            { name: 'API_KEY', description: 'Your key', isSecret: true, isRequired: true },
            { name: 'UNITS', default: 'metric', choices: ['metric', 'imperial'] },
            { name: 'MODE', value: 'server' },
          ],
        },
        {
          registryType: 'oci',
          identifier: 'ghcr.io/someone/weather:1.2.3',
          runtimeArguments: [
            {
              type: 'named',
              name: '-e',
              value: 'TOKEN={token}',
              variables: { token: { isSecret: true, isRequired: true } },
            },
          ],
          transport: { type: 'streamable-http', url: 'http://localhost:9000/api/mcp' },
        },
      ],
      remotes: [
        {
          type: 'streamable-http',
          url: 'https://{region}.weather.example/mcp',
          variables: { region: { default: 'eu' } },
          headers: [
            {
              name: 'Authorization',
              value: 'Bearer {key}',
              variables: { key: { isSecret: true, isRequired: true } },
            },
            { name: 'X-Units', value: 'metric' },
          ],
        },
      ],
    });
    expect(warnings).toEqual([]);
    expect(drafts.map(({ name, title, version }) => [name, title, version])).toEqual([
      ['weather', 'Weather', '1.2.3'],
      ['weather-image', 'Weather', '1.2.3'],
      ['weather-remote', 'Weather', '1.2.3'],
    ]);
    const [ofNpm, image, remote] = drafts;
    expect(ofNpm).toMatchObject({
      source: { registry: 'npm', package: '@someone/weather', arguments: ['serve', '--port=80'], egressHosts: [] },
      fields: [
        { in: 'env', name: 'API_KEY', isSecret: true, isRequired: true },
        { in: 'env', name: 'UNITS', default: 'metric', choices: ['metric', 'imperial'] },
      ],
    });
    expect(ofNpm?.source).toMatchObject({ environment: { MODE: 'server' } });
    expect(image).toMatchObject({
      source: { kind: 'image', transport: 'http', port: 9_000, path: '/api/mcp' },
      fields: [{ in: 'env', name: 'TOKEN', isSecret: true, isRequired: true }],
    });
    expect(remote).toMatchObject({
      source: { kind: 'remote', url: 'https://eu.weather.example/mcp' },
      fields: [
        { in: 'header', name: 'Authorization', isSecret: true, description: '(composed as: Bearer {key})' },
        { in: 'header', name: 'X-Units', default: 'metric' },
      ],
    });
  });

  it.each<[string, object, RegExp]>([
    [
      'a package of another registry',
      { packages: [{ ...npm, registryBaseUrl: 'https://npm.evil.example' }] },
      /public npm/,
    ],
    ['a kind nobody runs here', { packages: [{ ...npm, registryType: 'mcpb' }] }, /not supported/],
    ['a package without a version', { packages: [{ ...npm, version: undefined }] }, /left out: version/],
    ['a name that is a path', { packages: [{ ...npm, identifier: '../../etc/passwd' }] }, /left out: package/],
    ['a package that listens', { packages: [{ ...npm, transport: { type: 'sse', url: 'http://x/' } }] }, /over stdio/],
    [
      'an address somebody must fill in',
      { remotes: [{ type: 'streamable-http', url: 'https://{t}.x.example', variables: { t: {} } }] },
      /needs t/,
    ],
    ['SSE', { remotes: [{ type: 'sse', url: 'https://x.example/sse' }] }, /sse is not supported/],
    ['an address that is none', { remotes: [{ type: 'streamable-http', url: 'https://:0/mcp' }] }, /to be a URL/],
  ])('says why it leaves out %s', (_, document, message) => {
    const { drafts, warnings } = read(JSON.parse(JSON.stringify(document)) as object);
    expect(drafts).toEqual([]);
    expect(warnings.join('\n')).toMatch(message);
  });

  it('is not told by metadata what to install', () => {
    const [document] = [{ ...head, packages: [npm] }];
    const archestra = {
      name: 'x',
      title: 'x',
      description: '',
      labels: [],
      fields: [],
      package: 'evil',
      kind: 'image',
    };
    const { drafts } = readServerJson({
      ...document,
      _meta: { 'io.modelcontextprotocol.registry/publisher-provided': { archestra } },
    });
    expect(drafts[0]?.source).toMatchObject({ kind: 'package', package: '@someone/weather' });
  });

  it('survives anything that fits the schema', () => {
    const text = fc.string({ maxLength: 60, unit: 'binary' });
    const input = fc.record(
      {
        name: text,
        value: text,
        default: text,
        description: text,
        isSecret: fc.boolean(),
        choices: fc.array(text, { maxLength: 3 }),
        variables: fc.dictionary(text, fc.record({ default: text }, { requiredKeys: [] }), { maxKeys: 3 }),
      },
      { requiredKeys: ['name'] },
    );
    const argument = input.map((fields) => ({ ...fields, type: 'named' }));
    const entry = fc.record(
      {
        registryType: fc.constantFrom('npm', 'pypi', 'oci', 'constructor', '__proto__'),
        identifier: text,
        version: text.filter((version) => version !== '' && version !== 'latest'),
        transport: fc.constantFrom(stdio, { type: 'streamable-http', url: 'http://localhost/mcp' }),
        environmentVariables: fc.array(input, { maxLength: 4 }),
        packageArguments: fc.array(argument, { maxLength: 4 }),
        runtimeArguments: fc.array(argument, { maxLength: 4 }),
      },
      { requiredKeys: ['registryType', 'identifier', 'transport'] },
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), (packages) => {
        const { drafts, warnings } = readServerJson({ ...head, packages });
        for (const draft of drafts) expect(CatalogDraft.parse(draft)).toEqual(draft);
        expect(new Set(drafts.map(({ name }) => name)).size).toBe(drafts.length);
        expect(drafts.length + warnings.length).toBeGreaterThan(0);
      }),
    );
  });
});

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
const line = fc.string({ maxLength: 40, unit: 'grapheme' }).map((text) => text.toWellFormed());
const field = fc.record({
  in: fc.constant('env' as const),
  name: fc.stringMatching(/^[A-Z][A-Z0-9_]{0,10}$/).map((name) => `F_${name}`),
  title: line,
  description: line,
  isSecret: fc.boolean(),
  isRequired: fc.boolean(),
  choices: fc.array(word, { maxLength: 2 }),
});
const shared = {
  arguments: fc.array(line, { maxLength: 3 }),
  environment: fc
    .dictionary(fc.stringMatching(/^[A-E][A-Z0-9_]{0,8}$/), line, { maxKeys: 3 })
    .map((all) => ({ ...all })),
  egressHosts: fc.array(
    fc.domain().map((host) => host.toLowerCase()),
    { maxLength: 2 },
  ),
  limits: fc
    .record({ memoryBytes: fc.integer({ min: 16 * 1024 ** 2, max: 1024 ** 3 }) }, { requiredKeys: [] })
    .map((all) => ({ ...all })),
};
const source = fc.oneof(
  fc.record({
    kind: fc.constant('package'),
    registry: fc.constantFrom('npm', 'pypi'),
    package: word,
    version: fc.stringMatching(/^[0-9]\.[0-9]\.[0-9]$/),
    ...shared,
  }),
  fc.record({
    kind: fc.constant('image'),
    image: fc.tuple(word, word).map(([name, tag]) => `registry.example:5000/${name}:${tag}`),
    transport: fc.constantFrom('attach', 'http'),
    command: fc.array(line, { maxLength: 2 }),
    port: fc.integer({ min: 1, max: 65_535 }),
    path: line.map((text) => `/${text}`),
    ...shared,
  }),
  fc.record({ kind: fc.constant('remote'), url: fc.webUrl().filter((url) => !url.includes("'")) }),
);
const draft = fc
  .record({
    name: word,
    title: line.map((text) => `t${text}`),
    description: fc.string({ maxLength: 300 }),
    labels: fc.uniqueArray(word, { maxLength: 3 }),
    version: fc.stringMatching(/^[0-9]\.[0-9]\.[0-9]$/),
    source,
    fields: fc.uniqueArray(field, { maxLength: 3, selector: ({ name }) => name }),
  })
  .map((made) => CatalogDraft.parse(made));

describe('writing server.json', () => {
  it('gives a document of the official schema that reads back as the same draft', () => {
    fc.assert(
      fc.property(draft, (made) => {
        const { version, source: from, fields, ...item } = made;
        const document = writeServerJson(
          item as unknown as CatalogItem,
          { version, source: from, fields } as CatalogVersion,
        );
        const { drafts, warnings } = readServerJson(JSON.parse(JSON.stringify(document)));
        expect(warnings).toEqual([]);
        expect(drafts).toEqual([made]);
      }),
      { numRuns: 500 },
    );
  });

  it('has nothing to write of a built-in server', () => {
    const version = { version: '1', source: { kind: 'builtin', service: 'knowledge' }, fields: [] };
    expect(() => writeServerJson({ name: 'm', title: 'M', description: '' } as CatalogItem, version as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});
