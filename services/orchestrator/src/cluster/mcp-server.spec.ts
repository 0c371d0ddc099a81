import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadYaml } from '@kubernetes/client-node';
import { z } from 'zod';
import { Condition, McpServerSpec, McpServerStatus, serverObjectName } from './mcp-server.ts';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Names and types of all fields, however deep. */
const fields = (schema: Schema, path = ''): string[] => {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => fields(inner, `${path}.${name}`));
  const type = schema.type ?? (schema.enum ? 'integer' : 'any');
  return [`${path} ${type}`, ...own, ...(schema.items ? fields(schema.items, `${path}[]`) : [])];
};

describe('McpServer', () => {
  const file = new URL('../../../../deploy/kubernetes/crd.yaml', import.meta.url);
  const definition = loadYaml<{
    spec: {
      versions: { schema: { openAPIV3Schema: Schema }; subresources: object; additionalPrinterColumns: object[] }[];
    };
  }>(readFileSync(file, 'utf8'));
  const [version] = definition.spec.versions;
  const shipped = version?.schema.openAPIV3Schema.properties ?? {};

  const normal = (schema: z.ZodType): Schema =>
    z.toJSONSchema(schema, {
      io: 'input',
      override: ({ jsonSchema }) => void (jsonSchema.anyOf && Object.assign(jsonSchema, { type: 'integer' })),
    }) as Schema;

  it('has the same fields in the definition of the cluster and in ours', () => {
    expect(fields(shipped['spec'] ?? {}).sort()).toEqual(fields(normal(McpServerSpec)).sort());
    expect(fields(shipped['status'] ?? {}).sort()).toEqual(fields(normal(McpServerStatus)).sort());
    const types = shipped['status']?.properties?.['conditions']?.items?.properties?.['type']?.enum;
    expect(types).toEqual(Condition.shape.type.options);
  });

  it('has a status of its own and columns to look at', () => {
    expect(version).toMatchObject({ subresources: { status: {} } });
    expect(version?.additionalPrinterColumns.length).toBeGreaterThan(5);
  });

  it('names an object by who it is for, in a form that every object can have', () => {
    const of = { organizationId: 'o', installationId: 'i', instance: 'user:1' };
    expect(serverObjectName(of)).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
    expect(serverObjectName(of)).toBe(serverObjectName({ ...of }));
    expect(serverObjectName({ ...of, organizationId: 'p' })).not.toBe(serverObjectName(of));
    expect(serverObjectName({ organizationId: 'o","i', installationId: '', instance: '' })).not.toBe(
      serverObjectName({ organizationId: 'o', installationId: 'i', instance: '' }),
    );
  });
});
