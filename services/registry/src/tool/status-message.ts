const NAMED = 5;

/** What a person reads beside a server: its state, and which granted tools wait because their definition is another one now. */
export const statusMessage = (state: string, changedTools: readonly string[]): string => {
  if (changedTools.length === 0) return state;
  const names = changedTools.slice(0, NAMED).join(', ');
  const more = changedTools.length > NAMED ? ` and ${changedTools.length - NAMED} more` : '';
  const note = `Withheld because the definition changed since it was granted: ${names}${more}. Review the tools, then save them in the profile again to accept.`;
  return state ? `${state} ${note}` : note;
};
