import type { Answers } from './answer.ts';
import { calls, summaryOf } from './calls.ts';
import { catalogAnswers } from './catalog-answers.ts';
import { chatAnswers } from './chat-answers.ts';
import { credentialAnswers } from './credential-answers.ts';
import { guardAnswers } from './guard-answers.ts';
import { tell } from './live.ts';
import { llmAnswers } from './llm-answers.ts';
import { peopleAnswers } from './people-answers.ts';
import { profileAnswers } from './profile-answers.ts';
import { requestAnswers } from './request-answers.ts';
import { serverAnswers } from './server-answers.ts';
import { sessionAnswers } from './session-answers.ts';
import { auditEntries, memories } from './state.ts';
import { found, now, page, remove } from './store.ts';
import { tokenAnswers } from './token-answers.ts';
import { toolChangeAnswers } from './tool-change-answers.ts';

const recordAnswers: Answers = {
  listToolCalls: ({ query: { outcome, serverName, search = '', ...paging } }) =>
    page(
      calls
        .map(summaryOf)
        .filter(
          (call) =>
            (!outcome || call.outcome === outcome) &&
            (!serverName || call.serverName === serverName) &&
            `${call.name} ${call.userName}`.toLowerCase().includes(search.toLowerCase()),
        ),
      paging,
    ),
  getToolCall: ({ params }) => found(calls.find(({ id }) => id === params.id)),
  listAuditEntries: ({ query }) => page(auditEntries, query),
  listMemories: () => ({ items: memories }),
  setMemory: ({ params, body }) => {
    remove(memories, ({ name }) => name === params.name);
    const memory = { name: params.name, value: body.value, updatedAt: now() };
    memories.push(memory);
    tell({ kind: 'memory', name: params.name, change: 'changed' });
    return memory;
  },
  deleteMemory: ({ params }) => ({ deleted: remove(memories, ({ name }) => name === params.name) }),
  getStatus: () => ({
    version: '0.1.0',
    gatewayUrl: 'http://localhost:8787',
    peers: ['identity', 'registry', 'sanitizer', 'orchestrator', 'audit', 'knowledge', 'cost', 'gateway'].map(
      (name) => ({ name, up: true, message: '' }),
    ),
  }),
};

/** What the mock says to each question. */
export const answers: Answers = {
  ...sessionAnswers,
  ...peopleAnswers,
  ...tokenAnswers,
  ...credentialAnswers,
  ...catalogAnswers,
  ...requestAnswers,
  ...toolChangeAnswers,
  ...serverAnswers,
  ...profileAnswers,
  ...llmAnswers,
  ...guardAnswers,
  ...chatAnswers,
  ...recordAnswers,
};
