import type { ModelRequest } from '../request/request.ts';
import { helpful } from './helpful.ts';
import { modelNames, scriptNamed } from './named.ts';
import type { Script } from './script.ts';
import { storyStep } from './steps.ts';

/** What to answer. Undefined: there is no such model. */
export type Choose = (request: ModelRequest) => Script | undefined;

/** Counts how often `flaky-<n>` failed: the first n requests under a name fail, later ones do not. */
const flakyScripts = (): Choose => {
  const failures = new Map<string, number>();
  return (request) => {
    const most = Number(/^flaky-(\d+)/.exec(request.model)?.[1] ?? Number.NaN);
    if (Number.isNaN(most)) return undefined;
    const failed = failures.get(request.model) ?? 0;
    failures.set(request.model, failed + 1);
    const answer: Script = { parts: [{ kind: 'text', text: `answered after ${most} failures` }] };
    return failed < most ? { ...answer, fault: { kind: 'status', status: 503 } } : answer;
  };
};

/** A story in the person's words comes first, then the model's name; `demo` and what it may be called follow fixed rules. `sober` tells no story. */
export const chooseScript = (): Choose => {
  const flaky = flakyScripts();
  return (request) => {
    if (request.model === 'sober') return helpful(request);
    const step = storyStep(request, request.model === 'gullible');
    if (step) return step;
    const named = flaky(request) ?? scriptNamed(request);
    return named ?? (modelNames.includes(request.model) ? helpful(request) : undefined);
  };
};
