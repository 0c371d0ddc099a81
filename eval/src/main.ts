import { evaluationData } from './eval.config.ts';
import { policy } from './policy/policy.ts';
import { toolNames } from './tool-names/tool-names.ts';

/** Evaluations on third-party material that is not part of the project; each says when its data is missing. */
const evaluations: Readonly<Record<string, (data: string) => void>> = { policy, 'tool-names': toolNames };

const [wanted] = process.argv.slice(2);
const chosen = Object.entries(evaluations).filter(([name]) => wanted === undefined || name === wanted);
if (chosen.length === 0) {
  console.error(`Usage: npm run eval [-- <${Object.keys(evaluations).join('|')}>]`);
  process.exitCode = 2;
}
for (const [, evaluate] of chosen) evaluate(evaluationData);
