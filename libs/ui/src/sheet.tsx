import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';
import { overlayClasses } from './dialog.tsx';

/** A panel from the edge of the screen; the phone's place for the navigation. */
export const Sheet = Primitive.Root;
/** The element that opens the sheet. */
export const SheetTrigger = Primitive.Trigger;

const edges = {
  left: 'left-0 animate-slide-left border-r',
  right: 'right-0 animate-slide-right border-l',
};
type SheetContentProps = Omit<ComponentProps<typeof Primitive.Content>, 'title'> & {
  title: string;
  side?: keyof typeof edges;
};

/** The panel itself; `title` names it for assistive technology. */
export const SheetContent = ({ title, side = 'left', className, children, ...props }: SheetContentProps) => (
  <Primitive.Portal>
    <Primitive.Overlay className={overlayClasses} />
    <Primitive.Content
      aria-describedby={undefined}
      onOpenAutoFocus={(event) => {
        // The panel itself, not its first button: that would open a tooltip nobody asked for.
        event.preventDefault();
        if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
      }}
      className={cn(
        'fixed inset-y-0 z-50 flex w-72 max-w-[85vw] flex-col bg-card shadow-xl outline-none',
        edges[side],
        className,
      )}
      {...props}
    >
      <Primitive.Title className="sr-only">{title}</Primitive.Title>
      {children}
      <Primitive.Close asChild>
        <Button variant="ghost" size="icon" aria-label="Close" className="absolute top-2.5 right-2.5">
          <X />
        </Button>
      </Primitive.Close>
    </Primitive.Content>
  </Primitive.Portal>
);
