import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ContentClass } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { classify } from '../src/content/content-class.ts';

const file = join(process.env['ARCHESTRA_EVAL_DATA'] ?? '../shared/data', 'routing/mmlu_a.jsonl.gz');
const withData = existsSync(file) ? it : it.skip;

const Row = z.object({ prompt: z.string(), weak: z.boolean(), strong: z.boolean() });
interface Question extends z.output<typeof Row> {
  contentClass: ContentClass;
}

const read = (): Question[] =>
  gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split('\n')
    .map((line) => {
      const row = Row.parse(JSON.parse(line));
      return { ...row, contentClass: classify(row.prompt) };
    });

const right = (questions: Question[], model: 'weak' | 'strong'): number =>
  questions.filter((question) => question[model]).length;

/** How many more the strong model gets right, as a share. */
const gap = (questions: Question[]): number =>
  (right(questions, 'strong') - right(questions, 'weak')) / (questions.length || 1);

/** What is left of the strong model's right answers when these questions go to the weak one. */
const kept = (questions: Question[], weak: ReadonlySet<Question>): number => {
  const answered = questions.filter((question) => (weak.has(question) ? question.weak : question.strong)).length;
  return answered / right(questions, 'strong');
};

const byLength = (questions: Question[]): Question[] =>
  [...questions].sort((a, b) => a.prompt.length - b.prompt.length);

describe('a rule that sends classes of content to a weak model', () => {
  withData('keeps more quality at equal saving than a rule on the length of prompts', () => {
    const questions = read();
    // Classes are chosen on one half and judged on the other.
    const known = questions.filter((_question, index) => index % 2 === 0);
    const judged = questions.filter((_question, index) => index % 2 === 1);
    const classes = [...new Set(known.map(({ contentClass }) => contentClass))].filter((name) => {
      const own = known.filter(({ contentClass }) => contentClass === name);
      return own.length >= 50 && gap(own) < gap(known);
    });
    const chosen = new Set(judged.filter(({ contentClass }) => classes.includes(contentClass)));
    const saving = chosen.size / judged.length;
    const ordered = byLength(judged);
    const results = {
      classes: classes.join('+'),
      saving: saving.toFixed(3),
      byClass: kept(judged, chosen).toFixed(4),
      shortPrompts: kept(judged, new Set(ordered.slice(0, chosen.size))).toFixed(4),
      longPrompts: kept(judged, new Set(ordered.slice(-chosen.size))).toFixed(4),
      atRandom: (1 - (saving * gap(judged) * judged.length) / right(judged, 'strong')).toFixed(4),
    };
    process.stdout.write(`routing, saving and quality kept: ${JSON.stringify(results)}\n`);
    expect(saving).toBeGreaterThan(0.05);
    expect(Number(results.byClass)).toBeGreaterThan(Number(results.shortPrompts));
    expect(Number(results.byClass)).toBeGreaterThan(Number(results.longPrompts));
    expect(Number(results.byClass)).toBeGreaterThan(Number(results.atRandom));
  });
});
