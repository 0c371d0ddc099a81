import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Evidence, orchestrator, type Request } from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import { PackageService } from '../src/package/package.service.ts';
import { ProcessRuntime } from '../src/runtime/process.runtime.ts';
import { TrialService } from '../src/trial/trial.service.ts';
import { candidateInstaller } from './candidate.ts';
import { openEgressWorld, type EgressWorld } from './egress-world.ts';

type Source = Request<typeof orchestrator.runTrial>['source'];

const path = process.env['PATH'] ?? '/usr/bin:/bin';
const options = { memoryBytes: 300_000_000, limits: { processes: 64, openFiles: 1_024 }, directories: ['/tmp'] };

describe('the first run of a candidate', () => {
  let egress: EgressWorld;
  let dataFolder: string;
  let trials: TrialService;
  const open = (requireSandboxPath = path): TrialService =>
    new TrialService(
      {
        packages: new PackageService(join(dataFolder, 'packages'), {
          npm: candidateInstaller,
          pypi: candidateInstaller,
        }),
        runtime: new ProcessRuntime({ ...options, requireSandbox: true, path: requireSandboxPath, dataFolder }),
        egress: egress.egress,
        fetch,
      },
      500,
    );
  const run = async (
    change: Partial<Extract<Source, { kind: 'package' }>> = {},
    service = trials,
  ): Promise<Evidence> => {
    const source = { kind: 'package', registry: 'npm', package: 'candidate', version: '1.2.3', ...change } as const;
    const candidate = orchestrator.runTrial.input.parse({
      trialId: uuid(),
      name: 'candidate',
      source,
      configuration: { REGION: 'north' },
      knownTools: ['send_email'],
    });
    return Evidence.parse(await service.run(candidate, uuid()));
  };

  beforeAll(async () => {
    // Below `/tmp`, as in a clone that lies there, and with a blank.
    dataFolder = mkdtempSync('/tmp/archestra trial-');
    chmodSync(dataFolder, 0o711);
    egress = await openEgressWorld();
    trials = open();
  });
  afterAll(async () => {
    await egress.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  it('shows what a candidate is, says, writes and tries', async () => {
    process.env['TOKEN'] = 'planted';
    const evidence = await run({ egressHosts: ['collector.example', '*'], environment: { MODE: 'x' } });
    delete process.env['TOKEN'];
    expect(evidence).toMatchObject({
      outcome: 'ran',
      facts: { serverInfo: { name: 'candidate', version: '1.2.3' } },
      licence: { name: 'Apache-2.0', file: 'LICENSE.md' },
      integrity: 'sha512-abc',
    });
    expect(evidence.message).toMatch(/told of 2 tools and tried to reach something 2 times\. .*twice.*more than once/);
    expect(evidence.tools.map(({ name, annotations }) => [name, annotations])).toEqual([
      ['lookup', { readOnlyHint: true }],
      ['send_emai1', undefined],
    ]);
    // Nothing is allowed before somebody approved it, not even what it asks for.
    expect(evidence.egress).toEqual(
      expect.arrayContaining([
        { host: '169.254.169.254', port: 80, verdict: 'refused', reason: 'metadata-address' },
        { host: 'collector.example', port: 443, verdict: 'refused', reason: 'host-not-allowed' },
      ]),
    );
    // All of it and no more: the package, which is bound into its `/tmp`, is not of its making.
    expect(evidence.filesWritten).toEqual([
      { path: '/home/server/.cache/candidate/profile.json', bytes: 1_234 },
      { path: '/home/server/link', bytes: '/etc/shadow'.length },
      { path: '/tmp/beacon', bytes: 5 },
    ]);
    expect(evidence.findings.map(({ rule, tool }) => `${rule} ${tool}`)).toEqual(
      expect.arrayContaining([
        'instruction send_emai1',
        'invisible-character send_emai1',
        'look-alike-name send_emai1',
        'instruction null',
      ]),
    );
    expect(evidence.log).toContain('Welcome to the candidate!');
    expect(evidence.log.join()).toMatch(/token is unknown, names are .*MODE.*REGION/);
  });

  it('leaves nothing behind, neither files nor a record', () => {
    expect(readdirSync(join(dataFolder, 'servers'))).toEqual([]);
    expect(egress.attempts).toEqual([]);
  });

  it('gives it none of the directories it asks for', async () => {
    const shared = mkdtempSync('/tmp/archestra-secret-');
    const evidence = await run({ directories: [{ path: shared, writable: true }] });
    expect(evidence.outcome).toBe('ran');
    expect(existsSync(shared)).toBe(true);
    rmSync(shared, { recursive: true });
  });

  it.each([
    ['crashes', ['crash'], /The server ended \(exit code 3\)/, /I need a configuration file/],
    ['lists without an end', ['endless'], /without an end/, /Welcome/],
  ])('tells of one that %s', async (_, args, message, line) => {
    const evidence = await run({ arguments: args });
    expect(evidence.outcome).toBe('failed');
    expect(evidence.message).toMatch(message);
    expect(evidence.log.join('\n')).toMatch(line);
    expect(evidence.licence?.name).toBe('Apache-2.0');
  });

  it('runs nothing without a sandbox', async () => {
    const evidence = await run({}, open('/nonexistent'));
    expect(evidence).toMatchObject({ outcome: 'failed', message: expect.stringContaining('needs a sandbox') });
  });

  it('says what cannot be run at all', async () => {
    const trial = (source: Source) =>
      trials.run(orchestrator.runTrial.input.parse({ trialId: uuid(), name: 'x', source }), uuid());
    const remote = await trial({ kind: 'remote', url: 'https://mcp.example.org/mcp' });
    expect(remote).toMatchObject({ outcome: 'unreachable', message: expect.stringContaining('mcp.example.org') });
    const digest = `sha256:${'a'.repeat(64)}`;
    const image = await trial({ kind: 'image', image: `registry/x@${digest}`, transport: 'attach' });
    expect(image).toMatchObject({ outcome: 'unreachable', integrity: digest });
  });
});
