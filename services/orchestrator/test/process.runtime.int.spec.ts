import { ProcessRuntime } from '../src/runtime/process.runtime.ts';
import { describeRuntime } from './runtime.suite.ts';

const path = process.env['PATH'] ?? '/usr/bin:/bin';
const options = {
  requireSandbox: true,
  memoryBytes: 300_000_000,
  limits: { processes: 64, openFiles: 1_024 },
  path,
  directories: [],
};

describeRuntime({
  name: 'process',
  sandboxed: true,
  makeRuntime: (dataFolder) => new ProcessRuntime({ ...options, dataFolder }),
});

// A search path without bubblewrap is what a machine looks like that has none.
describeRuntime({
  name: 'process (no sandbox)',
  sandboxed: false,
  makeRuntime: (dataFolder) =>
    new ProcessRuntime({ ...options, requireSandbox: false, path: '/nonexistent', dataFolder }),
});
