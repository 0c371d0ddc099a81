import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject, ManagedFields } from '../cluster/cluster.ts';
import { differences, foreignFields, needsReplacement } from './difference.ts';

describe('differences', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['equal values', { a: 1, b: ['x'] }, { a: 1, b: ['x'] }, []],
    ['defaults that were not asked for', { a: 1 }, { a: 1, policy: 'Always' }, []],
    ['emptiness that the API leaves out', { a: [], b: {}, c: '' }, {}, []],
    [
      'a limit in other words',
      { limits: { cpu: '1000m', memory: '1024Mi' } },
      { limits: { cpu: '1', memory: '1Gi' } },
      [],
    ],
    ['the same words elsewhere', { value: '1000m' }, { value: '1' }, ['.value']],
    ['another value', { a: { b: 1 } }, { a: { b: 2 } }, ['.a.b']],
    ['a missing one', { a: { b: 1 } }, {}, ['.a']],
    ['one more in a list', { a: [{ n: 1 }] }, { a: [{ n: 1 }, { n: 2 }] }, ['.a']],
    ['a list where none is wanted', { a: [] }, { a: [1] }, ['.a']],
    ['an item that changed', { a: [{ n: 1 }] }, { a: [{ n: 2, m: 3 }] }, ['.a[0].n']],
    ['false instead of nothing', { a: false }, {}, ['.a']],
  ])('%s', (_what, wanted, live, expected) => {
    expect(differences(wanted, live)).toEqual(expected);
  });
});

const object = (spec: unknown, ...managedFields: ManagedFields[]): KubernetesObject & { spec: unknown } => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name: 'a', managedFields },
  spec,
});
const by = (manager: string, fields: Record<string, unknown>, more: Partial<ManagedFields> = {}): ManagedFields => ({
  manager,
  operation: 'Update',
  fieldsV1: { 'f:spec': fields },
  ...more,
});

describe('foreignFields', () => {
  const wanted = object({ a: 1, list: [{ name: 'x', value: '1' }], selector: { app: 'mine' } });
  it.each<[string, unknown, ManagedFields, string[]]>([
    ['a field that we do not mention', { a: 1, host: true }, by('kubectl', { 'f:host': {} }), ['.spec.host']],
    ['a field that we set too', { a: 1 }, by('kubectl', { 'f:a': {} }), []],
    [
      'an item of a list',
      { list: [{ name: 'x', value: '1' }, { name: 'y' }] },
      by('kubectl', { 'f:list': { 'k:{"name":"y"}': { '.': {} } } }),
      ['.spec.list.{"name":"y"}'],
    ],
    [
      'a field of an item that is ours',
      { list: [{ name: 'x', value: '1' }] },
      by('kubectl', { 'f:list': { 'k:{"name":"x"}': { '.': {}, 'f:value': {} } } }),
      [],
    ],
    [
      'a map that is owned as a whole',
      { selector: { app: 'mine', more: 'x' } },
      by('kubectl', { 'f:selector': {} }),
      ['.spec.selector'],
    ],
    ['what a controller reports', { a: 1 }, by('controller', { 'f:x': {} }, { subresource: 'status' }), []],
    ['what we set', { a: 1, old: 1 }, by('archestra', { 'f:old': {} }), []],
  ])('%s', (_what, live, fields, expected) => {
    expect(foreignFields(wanted, object(live, fields))).toEqual(expected);
  });

  it('lets others have labels and annotations', () => {
    const labels: ManagedFields = {
      manager: 'kubectl',
      operation: 'Update',
      fieldsV1: { 'f:metadata': { 'f:labels': { 'f:x': {} } } },
    };
    expect(foreignFields(wanted, object({}, labels))).toEqual([]);
    expect(needsReplacement(object({}, labels))).toBe(false);
  });
});

describe('needsReplacement', () => {
  it.each<[string, ManagedFields, boolean]>([
    ['applied by us', by('archestra', { 'f:a': {} }, { operation: 'Apply' }), false],
    ['updated by us', by('archestra', { 'f:a': {} }), true],
    ['applied by another', by('kubectl', { 'f:a': {} }, { operation: 'Apply' }), true],
    ['status of a controller', by('controller', { 'f:a': {} }, { subresource: 'status' }), false],
    ['scaled by another', by('kubectl', { 'f:replicas': {} }, { subresource: 'scale' }), true],
  ])('%s', (_what, fields, expected) => {
    expect(needsReplacement(object({}, fields))).toBe(expected);
  });
});
