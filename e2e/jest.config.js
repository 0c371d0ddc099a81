import { common } from '../jest.config.js';

/** Stories through the front door. One at a time: each file starts a whole platform. */
export default {
  ...common,
  rootDir: '..',
  roots: ['<rootDir>/e2e/src'],
  testMatch: ['**/*.e2e.spec.ts'],
  maxWorkers: 1,
  // Starting a platform includes installing and building it once in a fresh clone.
  testTimeout: 300_000,
  // Everything a client holds open must be closed by the test that opened it.
  openHandlesTimeout: 5_000,
};
