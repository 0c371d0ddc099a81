import { join } from 'node:path';
import { serviceEnv } from '@archestra/service';
import { describe, expect, it } from '@jest/globals';
import { BffEnv } from '../../apps/bff/src/bff.config.ts';
import { AuditEnv } from '../../services/audit/src/audit.config.ts';
import { CostEnv } from '../../services/cost/src/cost.config.ts';
import { GatewayEnv } from '../../services/gateway/src/gateway.config.ts';
import { IdentityEnv } from '../../services/identity/src/identity.config.ts';
import { KnowledgeEnv } from '../../services/knowledge/src/knowledge.config.ts';
import { OrchestratorEnv } from '../../services/orchestrator/src/orchestrator.config.ts';
import { RegistryEnv } from '../../services/registry/src/registry.config.ts';
import { SanitizerEnv } from '../../services/sanitizer/src/sanitizer.config.ts';
import { readBlock, writeBlock } from './block.ts';
import { contractTables } from './contract-rows.ts';
import { environmentTable, type Environment } from './environment-rows.ts';

const root = join(import.meta.dirname, '../..');
const schemas = {
  gateway: GatewayEnv,
  registry: RegistryEnv,
  identity: IdentityEnv,
  sanitizer: SanitizerEnv,
  cost: CostEnv,
  orchestrator: OrchestratorEnv,
  knowledge: KnowledgeEnv,
  audit: AuditEnv,
} as const;
const environments: Environment[] = [
  ...Object.entries(schemas).map(([title, schema]) => ({
    title,
    schema,
    file: `services/${title}/src/${title}.config.ts`,
  })),
  { title: 'bff', schema: BffEnv, file: 'apps/bff/src/bff.config.ts' },
];
const shared = { title: 'Every service', schema: serviceEnv, file: 'libs/service/src/config/service.config.ts' };

/** Rewrites the page first when asked to: UPDATE_DOCS=1 npm test -- tools/document */
const expectBlock = (page: string, name: string, text: string): void => {
  if (process.env['UPDATE_DOCS']) writeBlock(join(root, page), name, text);
  expect(readBlock(join(root, page), name)).toBe(text);
};

describe('generated documentation', () => {
  it('names every subject there is', () => {
    expectBlock('libs/contracts/README.md', 'subjects', contractTables());
  });

  it('names every environment variable there is', () => {
    const text = [
      environmentTable(root, shared),
      ...environments.map((one) => environmentTable(root, one, serviceEnv)),
    ].join('\n\n');
    expectBlock('docs/operations.md', 'environment', text);
  });
});
