import { WireError } from '@archestra/contracts';

/** Whose turn it is to act; `network` when nothing readable came back at all. */
export type ConsoleFault = WireError['fault'] | 'network';

/** Why a question to the bff has no answer. */
export class ConsoleError extends Error {
  readonly code: WireError['code'] | 'UNREACHABLE';
  readonly fault: ConsoleFault;
  readonly status: number;
  /** What the bff said; undefined when nothing readable came back. */
  readonly wire: WireError | undefined;

  constructor(status: number, wire?: WireError) {
    super(
      wire?.message ?? 'The console could not reach Archestra. Check the connection, or whether the platform runs.',
    );
    this.name = 'ConsoleError';
    this.code = wire?.code ?? 'UNREACHABLE';
    this.fault = wire?.fault ?? 'network';
    this.status = status;
    this.wire = wire;
  }

  /** Reads a refusal; anything that is not a wire error (a proxy's page) counts as unreachable. */
  static from(status: number, body: unknown): ConsoleError {
    const wire = WireError.safeParse(body);
    return new ConsoleError(status, wire.success ? wire.data : undefined);
  }
}

const faults: Record<ConsoleFault, string> = {
  client: 'This request was not accepted',
  gateway: 'Archestra failed, not your request',
  server: 'The MCP server failed',
  provider: 'The model provider failed',
  policy: 'Policy says no',
  network: 'No connection',
};

/** Whose fault it is, in words. */
export const faultWords = (fault: ConsoleFault): string => faults[fault];

/** Title, sentence and code of any thrown value; unknown ones keep their text out of sight. */
export const describeError = (error: unknown): { title: string; message: string; code: string } => {
  if (error instanceof ConsoleError)
    return { title: faultWords(error.fault), message: error.message, code: error.code };
  return {
    title: 'The console failed',
    message: 'Reload the page. If it happens again, report it with the time.',
    code: 'CONSOLE',
  };
};

/** Whether asking again may help: the platform was busy, restarting or out of reach. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ConsoleError && (error.code === 'UNREACHABLE' || [502, 503, 504].includes(error.status));
