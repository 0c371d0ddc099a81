import { stopHost } from './host.ts';

/** Jest `globalTeardown`: stops the servers of the run and removes their data. */
const tearDown = (): Promise<void> => stopHost();

export default tearDown;
