import { toolNames } from './eval/tool-names.ts';

/** Evaluations on third-party material that is not part of the project; each says when its data is missing. */
const evaluations: Record<string, (data: string) => void> = { 'tool-names': toolNames };

const [wanted] = process.argv.slice(2);
const chosen = Object.entries(evaluations).filter(([name]) => wanted === undefined || name === wanted);
const data = process.env['ARCHESTRA_EVAL_DATA'];
if (chosen.length === 0) {
  console.error(`Usage: npm run eval [-- <${Object.keys(evaluations).join('|')}>]`);
  process.exitCode = 2;
}
for (const [name, evaluate] of chosen) {
  if (data) evaluate(data);
  else console.log(`skipped ${name}: ARCHESTRA_EVAL_DATA does not name a folder with evaluation data`);
}
