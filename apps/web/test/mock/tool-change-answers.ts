import { AppError } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { tell } from './live.ts';
import { servers, toolsOf } from './sample.ts';
import { found, page, remove } from './store.ts';
import { toolChanges } from './tool-change.ts';

const take = (serverId: string, tool: string, pendingPin: string) => {
  const change = found(toolChanges.find((known) => known.installationId === serverId && known.tool === tool));
  if (change.pending && change.pending.pin !== pendingPin)
    throw new AppError('CONFLICT', 'The definition changed again meanwhile. Look at it once more.');
  remove(toolChanges, (known) => known === change);
  const server = servers.find(({ id }) => id === serverId);
  if (server) server.quarantinedCount = Math.max(0, server.quarantinedCount - 1);
  tell({ kind: 'change', noun: 'tool', id: serverId });
  return change;
};

/** Decisions about tools whose definition changed. */
export const toolChangeAnswers: Answers = {
  listToolChanges: ({ query: { installationId, ...paging } }) =>
    page(
      toolChanges.filter((change) => !installationId || change.installationId === installationId),
      paging,
    ),
  acceptToolChange: ({ params, body }) => {
    const { pending } = take(params.id, params.tool, body.pendingPin);
    const tools = found(toolsOf.get(params.id));
    const index = tools.findIndex(({ name }) => name === params.tool);
    if (pending && index >= 0) tools[index] = pending;
    return {};
  },
  rejectToolChange: ({ params, body }) => {
    take(params.id, params.tool, body.pendingPin);
    return {};
  },
};
