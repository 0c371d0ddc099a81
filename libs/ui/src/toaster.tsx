import { Toaster as Sonner } from 'sonner';

/** Shows a short message in the corner: `toast.success('Saved')`. Never for something a person must read. */
export { toast } from 'sonner';

/** The place where toasts appear; mount once. */
export const Toaster = ({ theme }: { theme: 'light' | 'dark' }) => (
  <Sonner
    theme={theme}
    position="bottom-right"
    toastOptions={{ style: { background: 'var(--card)', color: 'var(--foreground)', borderColor: 'var(--border)' } }}
  />
);
