import { fileURLToPath } from 'node:url';

/** Third-party material that is no part of the project. */
export const evaluationData =
  process.env['ARCHESTRA_EVAL_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
