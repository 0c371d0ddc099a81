import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Evidence, orchestrator } from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import { PackageService } from '../src/package/package.service.ts';
import { TrialService } from '../src/trial/trial.service.ts';
import { candidateInstaller } from './candidate.ts';
import { hostAddress, useClusterWorld } from './cluster-world.ts';
import { openEgressWorld, type EgressWorld } from './egress-world.ts';

const PROXY_PORT = 36_129;

describe('the first run of a candidate in a pod', () => {
  const world = useClusterWorld({
    egressTo: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: PROXY_PORT, protocol: 'TCP' }] }],
  });
  const dataFolder = mkdtempSync(join(tmpdir(), 'archestra-trial-'));
  let egress: EgressWorld;
  const run = async (args: string[]): Promise<Evidence> => {
    const packages = new PackageService(join(dataFolder, 'packages'), {
      npm: candidateInstaller,
      pypi: candidateInstaller,
    });
    const trials = new TrialService({
      ...{ packages, runtime: world().runtime(), egress: egress.egress, dataFolder, fetch },
    });
    const candidate = orchestrator.runTrial.input.parse({
      ...{ trialId: uuid(), name: 'candidate', knownTools: ['send_email'] },
      source: {
        ...{ kind: 'package', registry: 'npm', package: 'candidate', version: '1.2.3' },
        ...{ arguments: args, egressHosts: ['*'] },
      },
    });
    return Evidence.parse(await trials.run(candidate, uuid()));
  };

  beforeAll(async () => {
    egress = await openEgressWorld({
      EGRESS_HOST: '0.0.0.0',
      EGRESS_PORT: String(PROXY_PORT),
      EGRESS_ADVERTISED_HOST: await hostAddress(world().namespace),
    });
  });
  afterAll(async () => {
    await egress.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  it('shows what a candidate is, says and tries, and leaves nothing behind', async () => {
    const evidence = await run([]);
    expect(evidence).toMatchObject({
      outcome: 'ran',
      facts: { serverInfo: { name: 'candidate' } },
      licence: { name: 'Apache-2.0' },
      integrity: 'sha512-abc',
    });
    expect(evidence.tools.map(({ name }) => name)).toEqual(['lookup', 'send_emai1']);
    expect(evidence.egress).toEqual(
      expect.arrayContaining([
        { host: '169.254.169.254', port: 80, verdict: 'refused', reason: 'metadata-address' },
        { host: 'collector.example', port: 443, verdict: 'refused', reason: 'host-not-allowed' },
      ]),
    );
    expect(evidence.log.join()).toContain('token is unknown');
    expect(evidence.filesWritten).toEqual(
      expect.arrayContaining([
        { path: '/home/server/.cache/candidate/profile.json', bytes: 1_234 },
        { path: '/tmp/beacon', bytes: 5 },
      ]),
    );
    expect(egress.attempts).toEqual([]);
    expect((await world().client.list('McpServer')).items).toEqual([]);
  }, 120_000);

  it('tells why one ended', async () => {
    const evidence = await run(['crash']);
    expect(evidence.outcome).toBe('failed');
    expect(`${evidence.message} ${evidence.log.join()}`).toContain('I need a configuration file');
  }, 120_000);
});
