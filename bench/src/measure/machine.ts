import { cpus, release, totalmem, type } from 'node:os';

/** The machine of a measurement; numbers of two machines are never compared. */
export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  node: process.version,
});
