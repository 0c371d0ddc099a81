import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { AppError } from '@archestra/contracts';
import { fingerprintOf, readPublicKey, verifyExport } from '@archestra/record';
import { ConsoleClient } from '../console/console.client.ts';
import { parseRecordArguments, recordUsage, type RecordRequest } from './arguments.ts';
import { exportRecord } from './export-record.ts';
import { linesOf } from './lines.ts';

const SHOWN = 20;

/** As seen from where the command was given. */
const pathOf = (file: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), file);

const exportTo = async ({ url, token, file }: Extract<RecordRequest, { verb: 'export' }>): Promise<number> => {
  const out = createWriteStream(pathOf(file), { mode: 0o600 });
  const { links, publicKey } = await exportRecord(
    new ConsoleClient(url.replace(/\/$/, ''), token),
    async (line) => {
      if (!out.write(`${JSON.stringify(line)}\n`)) await once(out, 'drain');
    },
    (done, of) => process.stderr.write(`\r${done} of ${of} records`),
  );
  out.end();
  await finished(out);
  process.stderr.write('\n');
  console.log(
    `${links} records are in ${file}. They were signed with this key (${fingerprintOf(publicKey)}):\n${publicKey}`,
  );
  return 0;
};

const keyOf = (given: string) => {
  const path = pathOf(given);
  return readPublicKey((existsSync(path) ? readFileSync(path, 'utf8') : given).trim());
};

const verify = async ({ file, keys }: Extract<RecordRequest, { verb: 'verify' }>): Promise<number> => {
  const lines = linesOf(createReadStream(pathOf(file), 'utf8'));
  const { organizationId, links, checkpoints, signedUpTo, findings } = await verifyExport(lines, keys.map(keyOf));
  for (const { message } of findings.slice(0, SHOWN)) console.log(`✗ ${message}`);
  if (findings.length > SHOWN) console.log(`… and ${findings.length - SHOWN} more.`);
  const what = `${links} records of ${organizationId ?? 'nobody'}, ${checkpoints} checkpoints`;
  if (findings.length > 0) {
    console.log(`\nNot proved: ${findings.length} findings in ${what}.`);
    return 1;
  }
  console.log(`✓ ${what}: nothing was changed, removed or added.`);
  if (signedUpTo < links)
    console.log(`  Signed up to record ${signedUpTo}; the ${links - signedUpTo} after it are chained only.`);
  return 0;
};

const perform = (request: RecordRequest): Promise<number> => {
  if (request.verb === 'export') return exportTo(request);
  if (request.verb === 'verify') return verify(request);
  if (request.verb === 'wrong') console.error(`${request.why}\n`);
  console.log(recordUsage);
  return Promise.resolve(request.verb === 'help' ? 0 : 2);
};

try {
  process.exitCode = await perform(parseRecordArguments(process.argv.slice(2), process.env));
} catch (error) {
  console.error(`✗ ${error instanceof AppError || error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
