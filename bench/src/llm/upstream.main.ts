import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/*
 * A provider that costs next to nothing: it repeats the last message, plain or in twenty chunks, each written in a turn of its
 * own. What is measured is what stands before it.
 */
const CHUNKS = 20;

interface Asked {
  model: string;
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  messages: { content: string }[];
}

const usage = { prompt_tokens: 12, completion_tokens: CHUNKS, total_tokens: 12 + CHUNKS };

const plain = (response: ServerResponse, model: string, text: string): void => {
  const message = { role: 'assistant', content: text };
  const body = JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model,
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage,
  });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
};

const pieces = (text: string): string[] => {
  const size = Math.ceil(text.length / CHUNKS);
  return Array.from({ length: CHUNKS }, (_, index) => text.slice(index * size, (index + 1) * size));
};

const streamed = (response: ServerResponse, asked: Asked, text: string): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (more: object): void =>
    void response.write(
      `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: asked.model, ...more })}\n\n`,
    );
  const rest = pieces(text);
  const next = (): void => {
    const content = rest.shift();
    if (content !== undefined) {
      say({ choices: [{ index: 0, delta: { content }, finish_reason: null }] });
      setImmediate(next);
      return;
    }
    say({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    if (asked.stream_options?.include_usage) say({ choices: [], usage });
    response.end('data: [DONE]\n\n');
  };
  next();
};

const answer = (response: ServerResponse, body: string): void => {
  const asked = JSON.parse(body) as Asked;
  const text = `Echo: ${asked.messages.at(-1)?.content ?? ''}`;
  if (asked.stream) streamed(response, asked, text);
  else plain(response, asked.model, text);
};

const serve = (request: IncomingMessage, response: ServerResponse): void => {
  if (request.method === 'GET') {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ object: 'list', data: [{ id: 'echo', object: 'model', created: 1, owned_by: 'bench' }] }));
    return;
  }
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => answer(response, Buffer.concat(parts).toString('utf8')));
};

const server = createServer(serve);
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2]), '127.0.0.1');
