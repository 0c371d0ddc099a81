import { runChecks } from './lint/checks.ts';

process.exitCode = await runChecks(process.argv.slice(2));
