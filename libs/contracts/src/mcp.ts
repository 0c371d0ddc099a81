/** Subjects of MCP frames between the gateway and whoever owns a server. Ids are NATS tokens. */
export const mcpSubjects = {
  /** Frames to a server; the reply subject names where the answer goes. */
  up: (serverId: string, linkId: string): string => `mcp.${serverId}.${linkId}.up`,
  /** The answer to one frame, and the notifications that belong to it. */
  down: (serverId: string, linkId: string, frameId: string): string => `mcp.${serverId}.${linkId}.down.${frameId}`,
  /** Which of these frames are still being worked on? Asked about long calls, so that a lost owner is noticed. */
  ask: (serverId: string, linkId: string): string => `mcp.${serverId}.${linkId}.ask`,
  upOfServer: (serverId: string): string => `mcp.${serverId}.*.up`,
  askOfServer: (serverId: string): string => `mcp.${serverId}.*.ask`,
  downOfLink: (linkId: string): string => `mcp.*.${linkId}.down.>`,
} as const;

/** The JetStream object store for frames over the NATS payload limit. */
export const FRAME_BUCKET = 'mcp-frames';
