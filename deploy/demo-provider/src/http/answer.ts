import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { writeChat } from '../dialect/chat.ts';
import { failureBody } from '../dialect/failure.ts';
import { writeMessage } from '../dialect/messages.ts';
import { writeResponse } from '../dialect/responses.ts';
import type { Written } from '../dialect/written.ts';
import { readChat } from '../request/chat.ts';
import type { Json } from '../request/json.ts';
import { readMessages } from '../request/messages.ts';
import type { ModelRequest } from '../request/request.ts';
import { readResponses } from '../request/responses.ts';
import type { Choose } from '../script/choose.ts';
import type { Script } from '../script/script.ts';
import { sendStream, sendWhole } from './delivery.ts';
import type { Pace } from './pace.ts';

interface Dialect {
  read(body: Json, chars: number): ModelRequest;
  write(request: ModelRequest, script: Script): Written;
  isAnthropic: boolean;
}

/** Operations that ask a model, by the end of their path. */
export const dialects: Readonly<Record<string, Dialect>> = {
  '/chat/completions': { read: readChat, write: writeChat, isAnthropic: false },
  '/responses': { read: readResponses, write: writeResponse, isAnthropic: false },
  '/messages': { read: readMessages, write: writeMessage, isAnthropic: true },
};

/** Answers with a JSON text. */
export const sendJson = (response: ServerResponse, status: number, body: unknown, headers: object = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

interface Asked {
  readonly body: Json;
  readonly chars: number;
  readonly dialect: Dialect;
}

const refusalOf = ({ dialect, body }: Asked, request: ModelRequest): string | undefined => {
  if (request.model === '') return 'model: is required';
  if (dialect.isAnthropic && request.maxOutputTokens === undefined) return 'max_tokens: Field required';
  if (request.turns.length > 0) return undefined;
  return dialect.isAnthropic || 'messages' in body
    ? 'messages: at least one message is required'
    : 'input: is required';
};

/** Faults that come before any answer. */
const failsFirst = async (response: ServerResponse, { fault }: Script, isAnthropic: boolean): Promise<boolean> => {
  if (fault?.kind === 'slow') await pause(fault.delayMs);
  if (fault?.kind === 'page') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Gateway</title>');
    return true;
  }
  if (fault?.kind !== 'status') return false;
  const after = fault.retryAfterSeconds;
  const headers = after === undefined ? {} : { 'retry-after': String(after) };
  sendJson(response, fault.status, failureBody(fault.status, `scripted failure ${fault.status}`, isAnthropic), headers);
  return true;
};

/** Asks the script and answers as it says. */
export const answer = async (
  response: ServerResponse,
  asked: Asked,
  { choose, pace, signal }: { choose: Choose; pace: Pace; signal: AbortSignal },
): Promise<void> => {
  const { body, chars, dialect } = asked;
  const request = dialect.read(body, chars);
  const refusal = refusalOf(asked, request);
  if (refusal) return sendJson(response, 400, failureBody(400, refusal, dialect.isAnthropic));
  const script = choose(request);
  if (!script)
    return sendJson(response, 404, failureBody(404, `The model ${request.model} does not exist`, dialect.isAnthropic));
  if (await failsFirst(response, script, dialect.isAnthropic)) return;
  const send = request.isStreamed ? sendStream : sendWhole;
  await send(response, dialect.write(request, script), { fault: script.fault, pace, signal });
};
