/** A running server of ours: where it is reached, and the means to end it and bring it back on the same port and data. */
export interface ServerHandle {
  readonly name: string;
  readonly port: number;
  /** Process id of the current incarnation; changes with `restart`. */
  readonly pid: number;
  /** Orderly end; returns when the process is gone (and its data too, when the server was started without a folder). */
  stop(): Promise<void>;
  /** SIGKILL: what a power cut does to the process. Returns when it is gone. */
  kill(): Promise<void>;
  /** Stops it if it runs and starts it again on the same port and the same data; returns when it answers. */
  restart(): Promise<void>;
  /** Called each time the process ends without `stop`, `kill` or `restart` having been asked for. */
  onCrash(listener: (reason: string) => void): void;
}

export interface StoreOptions {
  /** Where data, configuration and log live; it must be enterable for the account the server runs as. Without one a temporary folder is made and removed at the end. */
  folder?: string;
  /** Default: a free port. */
  port?: number;
  /** true: nothing acknowledged is lost in a power cut. false (default without a folder): fast, for tests. */
  durable?: boolean;
}
