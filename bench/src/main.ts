import { catalog } from './catalog/catalog.ts';
import { llm } from './llm/llm.ts';
import { orchestrator } from './orchestrator/orchestrator.ts';
import { toolCall } from './tool-call/tool-call.ts';

const benchmarks: Record<string, (words: string[]) => Promise<void>> = {
  catalog,
  llm,
  orchestrator,
  'tool-call': toolCall,
};

const [name = '', ...words] = process.argv.slice(2);
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (benchmark) await benchmark(words);
else {
  console.error(`Usage: npm run bench -- <${Object.keys(benchmarks).join('|')}> [--seconds N] [--rounds N]`);
  process.exitCode = 2;
}
