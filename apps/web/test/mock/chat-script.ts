import { AppError, type Approval } from '@archestra/contracts';
import { deniedFacts, richAnswer, toolFacts } from './chat.ts';
import type { Writer } from './chat-run.ts';
import { admin } from './people.ts';
import { servers } from './sample.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const tracker = servers.find(({ name }) => name === 'issue-tracker');

const APPROVAL_MS = 4 * 60_000;
const approvalOf = (wanted: Record<string, unknown>): Approval => ({
  id: crypto.randomUUID(),
  sessionId: 'chat',
  profileId: null,
  principal: `user:${admin.id}`,
  serverId: tracker?.id ?? crypto.randomUUID(),
  serverName: 'issue-tracker',
  tool: 'add_comment',
  arguments: wanted,
  digest: '0'.repeat(64),
  reason: 'approval-required',
  message: 'This chat has read an issue that strangers can write, and add_comment sends data out.',
  path: [
    { kind: 'source', text: 'read_issue returned an issue that strangers can write (untrusted)' },
    { kind: 'rule', text: 'Comments need the word of a person' },
    { kind: 'effect', text: 'add_comment sends data out of the organization' },
  ],
  previousArguments: { number: 4711, body: 'Thank you for the report.', visibility: 'internal' },
  status: 'pending',
  requestedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + APPROVAL_MS).toISOString(),
  decidedBy: null,
  decidedAt: null,
  note: null,
});

const useTool = async (writer: Writer): Promise<void> => {
  const [id, name] = [crypto.randomUUID(), 'filesystem__list_directory'];
  writer.call(id, name, { path: '/srv/projects/atlas', limit: 20 });
  writer.tool(toolFacts(id, name, { outcome: 'running', callId: null, durationMs: null }));
  await pause(600);
  writer.tool(toolFacts(id, name));
  writer.end(id, {
    output: { content: [{ type: 'text', text: '[DIR] tiles\n[DIR] routing\n[DIR] search\n[FILE] README.md' }] },
  });
};

const ask = async (writer: Writer): Promise<void> => {
  const [id, name] = [crypto.randomUUID(), 'issue-tracker__add_comment'];
  const input = { number: 4711, body: 'We look into it and write again by Friday.', visibility: 'public' };
  const approval = approvalOf(input);
  writer.call(id, name, input);
  writer.tool(
    toolFacts(id, name, { outcome: 'waiting', approval, callId: null, durationMs: null, reason: approval.reason }),
  );
  const outcome = await writer.approval(approval);
  if (outcome === 'approved') {
    writer.tool(toolFacts(id, name, { outcome: 'running', callId: null, durationMs: null }));
    await pause(500);
    writer.tool(toolFacts(id, name, { durationMs: 388 }));
    writer.end(id, { output: { content: [{ type: 'text', text: 'Comment 9 added.' }] } });
    return writer.write('text', 'The comment stands below issue 4711 now.');
  }
  writer.tool(toolFacts(id, name, { outcome, approval: { ...approval, status: outcome }, callId: null }));
  writer.end(id, { errorText: `The call was ${outcome}.` });
  await writer.write('text', 'I did not comment. Shall I draft the words for you instead?');
};

const deny = async (writer: Writer): Promise<void> => {
  const [id, name] = [crypto.randomUUID(), 'issue-tracker__add_comment'];
  const facts = deniedFacts(id, name);
  writer.call(id, name, { number: 4711, body: 'Numbers: 12, 14, 19' });
  await pause(200);
  writer.tool(facts);
  writer.end(id, { errorText: facts.error?.message ?? '' });
  await writer.write('text', 'I was not allowed to comment. Here is what I would have written instead.');
};

const scripts: [on: RegExp, script: (writer: Writer) => Promise<void>][] = [
  [/approv|comment/i, ask],
  [/den(?:y|ied)/i, deny],
  [
    /provider/i,
    async (writer) => {
      await writer.write('text', 'I begin with the first of three');
      throw new AppError('PROVIDER_UNAVAILABLE', 'The provider “anthropic” is overloaded and did not answer.');
    },
  ],
  [
    /cut/i,
    async (writer) => {
      await writer.write('text', 'The first half is read before the connection breaks, ');
      writer.cut();
      await writer.write('text', 'the second half after it was taken up again.');
    },
  ],
  [
    /long/i,
    async (writer) => {
      for (let index = 1; index <= 60; index += 1)
        await writer.write(
          'text',
          `Paragraph ${index} of a long answer, which takes its time and goes on for a while.`,
        );
    },
  ],
  [
    /file|folder|tool|director|look around/i,
    async (writer) => {
      await writer.write('reasoning', 'The person wants an overview. I list the folder first.');
      await useTool(writer);
      await writer.write('text', richAnswer);
    },
  ],
];

/** What the mock answers, by words in the question. */
export const scriptFor = (text: string) =>
  scripts.find(([on]) => on.test(text))?.[1] ??
  (async (writer: Writer) => {
    await writer.write(
      'text',
      `You asked: “${text.slice(0, 80)}”. This is the demo model: it answers by a script. Try **files**, **comment**, **denied**, **provider**, **cut** or **long**.`,
    );
  });
