/** The key that does the same as the button it stands in; only where there is a keyboard. */
export const KeyHint = ({ children }: { children: string }) => (
  <kbd
    aria-hidden
    className="ml-0.5 hidden rounded border border-current/30 px-1 font-sans text-[11px] leading-4 opacity-70 pointer-fine:inline"
  >
    {children}
  </kbd>
);
