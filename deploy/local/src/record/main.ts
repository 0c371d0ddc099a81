import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '@archestra/contracts';
import { fingerprintOf, readPublicKey, verifyExport } from '@archestra/record';
import { ConsoleClient } from '../console/console.client.ts';
import { parseRecordArguments, recordUsage, type RecordRequest } from './arguments.ts';
import { exportRecord } from './export-record.ts';
import { linesOf } from './lines.ts';
import { writeWhole } from './record-file.ts';

const SHOWN = 20;

/** As seen from where the command was given. */
const pathOf = (file: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), file);

/** Most often it is the address that is wrong. */
const explained = (error: unknown, url: string): unknown => {
  if (error instanceof TypeError)
    return new Error(`Nothing answers at ${url}. --url is the address of the console, as ./start prints it.`);
  if (error instanceof AppError && error.code === 'NOT_FOUND')
    return new Error(`${error.message} Is ${url} the address of the console, as ./start prints it?`);
  return error;
};

const exportTo = async ({ url, token, file }: Extract<RecordRequest, { verb: 'export' }>): Promise<number> => {
  const api = new ConsoleClient(url.replace(/\/$/, ''), token);
  const { links, publicKey } = await writeWhole(pathOf(file), (write) =>
    exportRecord(
      api,
      (line) => write(JSON.stringify(line)),
      (done, of) => process.stderr.write(`\r${done} of ${of} records`),
    ),
  ).catch((error: unknown) => {
    throw explained(error, url);
  });
  process.stderr.write('\n');
  console.log(
    `${links} records are in ${file}. They were signed with this key (${fingerprintOf(publicKey)}):\n${publicKey}`,
  );
  return 0;
};

const keyOf = (given: string) => {
  const path = pathOf(given);
  try {
    return readPublicKey((existsSync(path) ? readFileSync(path, 'utf8') : given).trim());
  } catch {
    throw new Error(`${given} is neither a file nor a public key as export prints it.`);
  }
};

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const verify = async ({ file, keys }: Extract<RecordRequest, { verb: 'verify' }>): Promise<number> => {
  if (statSync(pathOf(file)).size === 0) throw new Error(`${file} is empty: it is no export.`);
  const lines = linesOf(createReadStream(pathOf(file), 'utf8'));
  const { organizationId, links, checkpoints, signedUpTo, findings } = await verifyExport(lines, keys.map(keyOf));
  for (const { message } of findings.slice(0, SHOWN)) console.log(`✗ ${message}`);
  if (findings.length > SHOWN) console.log(`… and ${findings.length - SHOWN} more.`);
  const of = organizationId === undefined ? '' : ` of ${organizationId}`;
  const what = `${counted(links, 'record')}${of}, ${counted(checkpoints, 'checkpoint')}`;
  if (findings.length > 0) {
    console.log(`\nNot proved: ${counted(findings.length, 'finding')} in ${what}.`);
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
  if (request.verb === 'wrong') console.error(`${request.why}\n\n${recordUsage}`);
  else console.log(recordUsage);
  return Promise.resolve(request.verb === 'help' ? 0 : 2);
};

try {
  process.exitCode = await perform(parseRecordArguments(process.argv.slice(2), process.env));
} catch (error) {
  console.error(`✗ ${error instanceof AppError || error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
