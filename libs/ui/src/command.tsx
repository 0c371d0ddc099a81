import { Command as Primitive } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog as DialogPrimitive } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { overlayClasses } from './dialog.tsx';

interface CommandDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  placeholder: string;
  /** What to say when nothing matches. */
  empty: string;
  children: ReactNode;
}

/** A palette of everything a person can go to or do, filtered while typing. */
export const CommandDialog = ({ open, onOpenChange, placeholder, empty, children }: CommandDialogProps) => (
  <DialogPrimitive.Root open={open} onOpenChange={onOpenChange}>
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay className={overlayClasses} />
      <DialogPrimitive.Content
        aria-describedby={undefined}
        className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 animate-appear overflow-hidden rounded-lg border bg-card shadow-2xl outline-none"
      >
        <DialogPrimitive.Title className="sr-only">Command palette</DialogPrimitive.Title>
        <Primitive loop label="Command palette">
          <div className="flex items-center gap-2.5 border-b px-4">
            <Search aria-hidden className="size-4 shrink-0 text-muted-foreground" />
            <Primitive.Input
              placeholder={placeholder}
              className="h-12 w-full bg-transparent text-base outline-none placeholder:text-muted-foreground/70 sm:text-sm"
            />
          </div>
          <Primitive.List className="max-h-[55vh] overflow-y-auto p-1.5">
            <Primitive.Empty className="py-8 text-center text-sm text-muted-foreground">{empty}</Primitive.Empty>
            {children}
          </Primitive.List>
        </Primitive>
      </DialogPrimitive.Content>
    </DialogPrimitive.Portal>
  </DialogPrimitive.Root>
);

/** Entries under a common heading. */
export const CommandGroup = ({ className, ...props }: ComponentProps<typeof Primitive.Group>) => (
  <Primitive.Group
    className={cn(
      '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground',
      className,
    )}
    {...props}
  />
);

/** One entry. */
export const CommandItem = ({ className, ...props }: ComponentProps<typeof Primitive.Item>) => (
  <Primitive.Item
    className={cn(
      'flex cursor-default items-center gap-2.5 rounded-md px-2.5 py-2 text-sm outline-none data-[selected=true]:bg-accent [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted-foreground',
      className,
    )}
    {...props}
  />
);
