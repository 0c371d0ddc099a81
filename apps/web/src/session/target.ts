/** Where to go after signing in: only ever a path of this console, never an address somebody put into the link. */
export const safeTarget = (to: string | undefined): string => {
  if (!to?.startsWith('/') || /^\/[/\\]/.test(to) || to.startsWith('/sign-in')) return '/';
  return to;
};
