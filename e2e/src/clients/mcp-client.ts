/** A content block of any kind, as far as the stories look at it. */
export interface Content {
  type: string;
  text?: string | undefined;
  data?: string | undefined;
  mimeType?: string | undefined;
}

/** What a tool answered. */
export interface ToolResult {
  content: Content[];
  structuredContent?: unknown;
  isError?: boolean;
  _meta?: Record<string, unknown>;
}

export interface CallOptions {
  signal?: AbortSignal;
  onProgress?: (progress: { progress: number; total?: number | undefined }) => void;
}

export type PromptOrTemplate = { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string };

/** What all client libraries can do, under one name: the stories are told once. */
export interface McpClient {
  tools(): Promise<string[]>;
  call(name: string, input?: Record<string, unknown>, options?: CallOptions): Promise<ToolResult>;
  resources(): Promise<string[]>;
  templates(): Promise<string[]>;
  read(uri: string): Promise<{ uri: string; text?: string; blob?: string }[]>;
  prompts(): Promise<string[]>;
  prompt(name: string, input?: Record<string, string>): Promise<{ content: Content }[]>;
  complete(ref: PromptOrTemplate, argument: { name: string; value: string }): Promise<string[]>;
  /** Calls back whenever the server says that its tools changed; resolves when it is being listened to. */
  onToolsChanged(listener: () => void): Promise<void>;
  close(): Promise<void>;
}

/** A way to connect: a library and the protocol era it is told to speak. */
export interface ClientKind {
  name: string;
  /** Revision under which its calls are to be on record. */
  protocolVersion: string;
  connect(endpoint: string, token: string, answers: Answers): Promise<McpClient>;
}

/** An answer as HTTP brought it. */
export interface Answer {
  /** When its headers were there (`performance.now()`). */
  atMs: number;
  /** The headers of a stream come before the call is done. */
  isStream: boolean;
}

/** Watches the HTTP answers of a client for the ids under which its calls are on record. */
export class Answers {
  private byCallId = new Map<string, Answer>();

  readonly fetch = async (url: string | URL, init?: RequestInit): Promise<Response> => {
    const response = await fetch(url, init);
    const id = response.headers.get('x-archestra-call-id');
    const isStream = response.headers.get('content-type') === 'text/event-stream';
    if (id !== null) this.byCallId.set(id, { atMs: performance.now(), isStream });
    return response;
  };

  /** All answers since the last time, by call id. */
  take(): Map<string, Answer> {
    const taken = this.byCallId;
    this.byCallId = new Map();
    return taken;
  }
}
