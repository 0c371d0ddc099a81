/** Names that the operator puts on objects. They are part of what runs in clusters: changing one orphans what exists. */
export const label = {
  managedBy: 'app.kubernetes.io/managed-by',
  name: 'app.kubernetes.io/name',
  server: 'archestra.dev/server',
} as const;

export const annotation = {
  /** Fingerprint of an object as it was built: another one means that it has to be written again. */
  configHash: 'archestra.dev/config-hash',
  title: 'archestra.dev/title',
  restartedAt: 'archestra.dev/restarted-at',
  secretRevision: 'archestra.dev/secret-revision',
} as const;

export const MANAGED_BY = 'archestra';
export const FINALIZER = 'archestra.dev/cleanup';
/** Selects everything that the operator made. */
export const ownSelector = `${label.managedBy}=${MANAGED_BY},${label.server}`;

export const ownLabels = (server: string): Record<string, string> => ({
  [label.managedBy]: MANAGED_BY,
  [label.name]: 'mcp-server',
  [label.server]: server,
});
