import type { Permission, ServerRequestDetail } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { shownRequest } from './shown-request.ts';

const source = {
  ...{ kind: 'package', registry: 'npm', package: 'x', version: '1' },
  ...{ arguments: ['--key=planted'], environment: { TOKEN: 'planted' }, directories: [], egressHosts: [], limits: {} },
};
const request = {
  catalogItemId: 'item',
  draft: { name: 'x', source },
  evidence: { log: ['token is planted'], tools: [] },
} as unknown as ServerRequestDetail;
const whoHas = (...permissions: Permission[]) => ({
  has: (permission: Permission) => permissions.includes(permission),
});

describe('a request as it is shown', () => {
  it('tells members nothing of the set-up of an item they ask for', () => {
    const shown = shownRequest(whoHas('server-request:write', 'catalog:read'), request);
    expect(JSON.stringify(shown)).not.toContain('planted');
    expect(shown).toMatchObject({ draft: { source: { package: 'x', version: '1' } }, evidence: { tools: [] } });
  });

  it.each<Permission>(['catalog:write', 'server-request:review'])('tells all to those who have %s', (permission) => {
    expect(shownRequest(whoHas(permission), request)).toBe(request);
  });

  it('tells everything of what somebody asks for anew', () => {
    const own = { ...request, catalogItemId: null };
    expect(shownRequest(whoHas(), own)).toBe(own);
  });
});
