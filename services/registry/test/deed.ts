/** What an organization does, the frequent more often. */
export const common = [
  'createItem',
  'createItem',
  'changeItem',
  'install',
  'install',
  'uninstall',
  'createProfile',
  'createProfile',
  'changeProfile',
  'grant',
  'grant',
  'list',
  'read',
  'request',
  'review',
] as const;

/** What takes a while. */
export const rare = Array.from({ length: 30 }, () => 'discover' as const);
