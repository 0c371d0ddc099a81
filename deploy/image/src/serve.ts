import { ChildServer, exitCodeOf, type Ending } from './child-server.ts';
import { Door } from './door.ts';
import type { BridgeSettings } from './settings.config.ts';
import { SharedServer } from './shared-server.ts';

const FLUSH_MS = 100;

export interface Serving {
  readonly port: number;
  /** Resolves with the code to exit with, when the server has ended and everybody has been told. */
  readonly ended: Promise<number>;
  /** Asks the server to end. */
  end(): void;
}

const reasonOf = ({ exitCode, signal, isAsked, isOutOfMemory }: Ending): string => {
  if (isAsked) return 'its container was told to end';
  if (isOutOfMemory) return 'it used more memory than it may';
  return signal === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${signal}`;
};

/** Starts the server and its door. */
export const serve = async (settings: BridgeSettings): Promise<Serving> => {
  const shared: SharedServer = new SharedServer({
    write: (message) => child.write(message),
    show: (line) => void process.stderr.write(`${line}\n`),
    capabilities: settings.capabilities,
  });
  const child = new ChildServer(settings.command, settings.environment, {
    line: (text) => shared.receive(text),
    oversized: (start, end) => shared.receiveOversized(start, end),
  });
  shared.initialize();
  const door = new Door(shared, settings);
  const ended = child.ended.then(async (ending) => {
    const { exitCode, signal, isAsked } = ending;
    shared.announce({ exitCode, signal, isAsked, reason: reasonOf(ending) });
    // Whoever listens reads this before the connections of calls break, which tell less.
    await new Promise((resolve) => setTimeout(resolve, FLUSH_MS));
    shared.finish();
    door.close();
    return exitCodeOf(ending);
  });
  const port = await door.listen(settings.port);
  return { port, ended, end: () => child.end() };
};
