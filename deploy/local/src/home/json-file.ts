import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import { reasonOf, StepFailure } from '../progress/failure.ts';

/** Reads a JSON file and checks it; undefined when there is none. Throws StepFailure when it is not what it should be. */
export const readJson = <S extends z.ZodType>(file: string, schema: S): z.output<S> | undefined => {
  if (!existsSync(file)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new StepFailure(
      `${file} cannot be read: ${reasonOf(error)}`,
      'Restore it from a backup, or begin anew with ./start --reset.',
      { cause: error },
    );
  }
};

/** Replaces a JSON file at once (never half written), readable by its owner only. */
export const writeJson = (file: string, value: unknown): void => {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
};
