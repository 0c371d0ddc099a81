import { StoredTool } from './session-row.ts';
import type { ConversationRow } from './session.store.ts';
import { ToolCalls } from './tool-calls.ts';

/** The calls of a conversation as the log knows them. What was not shown as it came is found anew when it comes again. */
export const recall = (rows: readonly ConversationRow[]): ToolCalls => {
  const calls = new ToolCalls();
  for (const row of rows) {
    const tool = StoredTool.safeParse(row.tool).data;
    if (row.outcome === 'observed' && row.content_hash !== null) calls.see(row.tool_call_id, row.content_hash, {});
    else if (row.outcome === 'announced' && tool && row.server_id !== null) {
      const { source, pin, arguments: given } = tool;
      const named = { profileId: row.profile_id ?? '', serverId: row.server_id, source, name: row.name };
      calls.announce(row.tool_call_id, { ...named, pin, arguments: given });
    }
  }
  return calls;
};
