import type { Assignment } from '@archestra/contracts';

interface Granted {
  installationId: string;
  tool: string;
  /** Whether the server still lists the tool. */
  exists: boolean;
}

/** Grants by server. A tool that is gone is not shown, but its grant waits for it to come back unchanged. */
export const toAssignments = (grants: readonly Granted[]): Assignment[] =>
  [...Map.groupBy(grants, ({ installationId }) => installationId)].map(([installationId, ofServer]) => ({
    installationId,
    tools: ofServer.filter(({ exists }) => exists).map(({ tool }) => tool),
  }));
