import type { ServerResponse } from 'node:http';
import type { LiveEvent, LogLine } from '@archestra/contracts';

const watchers = new Set<ServerResponse>();

const open = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
};

/** Tells every console that watches. */
export const tell = (event: LiveEvent): void => {
  for (const response of watchers) response.write(`event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
};

/** Keeps a console informed until it leaves. */
export const watch = (response: ServerResponse): void => {
  open(response);
  watchers.add(response);
  response.on('close', () => watchers.delete(response));
};

const texts: [LogLine['stream'], string][] = [
  ['platform', 'Starting in a sandbox (bubblewrap), network off.'],
  ['stderr', 'Secure MCP Filesystem Server running on stdio'],
  ['stderr', 'Client does not support MCP Roots, using allowed directories set from server args: [ "/srv/projects" ]'],
  ['stderr', 'list_directory /srv/projects/atlas took 3 ms'],
  ['stdout', 'debug: this line is not MCP and was ignored'],
];

/** Prints a line now and then, as a server would. */
export const follow = (response: ServerResponse): void => {
  open(response);
  let number = 0;
  const print = (at: Date) => {
    const [stream, text] = texts[number < 3 ? number : 3 + (number % 5 === 0 ? 1 : 0)] ?? ['stderr', ''];
    number += 1;
    response.write(
      `event: line\ndata: ${JSON.stringify({ at: at.toISOString(), stream, text } satisfies LogLine)}\n\n`,
    );
  };
  for (let index = 0; index < 60; index += 1) print(new Date(Date.now() - (60 - index) * 1_700));
  const timer = setInterval(() => print(new Date()), 900);
  response.on('close', () => clearInterval(timer));
};
