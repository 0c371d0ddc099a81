import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '@archestra/local';
import { eventually } from '../wait/eventually.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const loader = fileURLToPath(new URL('../../fixture/source.mjs', import.meta.url));
/** Compiling a service from its source takes a while where everything else does so, too. */
const READY_WITHIN_MS = 90_000;

/** A service that runs from its source as a process of its own, so that it can be killed. */
export class OwnProcess {
  readonly url: string;
  /** What it printed. */
  readonly log: string[] = [];
  readonly child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.log.push(text));
  }

  /** Runs a `main.ts` on a free port; resolves when it says that it is ready. `environment` is told the port. */
  static async start(
    main: string,
    environment: (port: number) => Record<string, string | undefined>,
  ): Promise<OwnProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, ['--conditions=@archestra/source', '--import', loader, main], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', ...environment(port), PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const started = new OwnProcess(`http://127.0.0.1:${port}`, child);
    const died = once(child, 'exit').then(() => Promise.reject(new Error('it ended')));
    await Promise.race([eventually(() => started.answers(), READY_WITHIN_MS), died]).catch(async (error: unknown) => {
      await started.kill();
      throw new Error(`${main} did not become ready:\n${started.log.join('')}`, { cause: error });
    });
    return started;
  }

  /** Sends the signal; resolves when the process is gone. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  private async answers(): Promise<void> {
    const answer = await fetch(`${this.url}/ready`);
    if (!answer.ok) throw new Error(await answer.text());
  }
}
