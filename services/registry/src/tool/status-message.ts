const NAMED = 5;

/** What a person reads beside a server: its state, and which tools are withheld because their definition is another one now. */
export const statusMessage = (state: string, changedTools: readonly string[]): string => {
  if (changedTools.length === 0) return state;
  const names = changedTools.slice(0, NAMED).join(', ');
  const more = changedTools.length > NAMED ? ` and ${changedTools.length - NAMED} more` : '';
  const note = `Withheld until a reviewer accepts the changed definition: ${names}${more}.`;
  return state ? `${state} ${note}` : note;
};
