import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';

/** Class names of the dimmed page behind dialogs and sheets. */
export const overlayClasses = 'dims-page fixed inset-0 z-40 animate-fade bg-black/45 backdrop-blur-[1px]';

/** Opens and closes a dialog; keeps the focus inside while open and returns it afterwards. */
export const Dialog = Primitive.Root;
/** The element that opens the dialog. */
export const DialogTrigger = Primitive.Trigger;
/** An element that closes the dialog. */
export const DialogClose = Primitive.Close;

type DialogContentProps = Omit<ComponentProps<typeof Primitive.Content>, 'title'> & {
  title: ReactNode;
  description?: ReactNode;
};

/** The window of a dialog. On a phone it fills the width and scrolls inside itself. */
export const DialogContent = ({ title, description, className, children, ...props }: DialogContentProps) => (
  <Primitive.Portal>
    <Primitive.Overlay className={overlayClasses} />
    <Primitive.Content
      className={cn(
        'fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100vw-1.5rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 animate-appear flex-col rounded-lg border bg-card shadow-xl outline-none',
        className,
      )}
      {...(description === undefined && { 'aria-describedby': undefined })}
      {...props}
    >
      <header className="border-b px-5 py-4 pr-12">
        <Primitive.Title className="text-base font-semibold">{title}</Primitive.Title>
        {description !== undefined && (
          <Primitive.Description className="mt-1 text-sm text-muted-foreground">{description}</Primitive.Description>
        )}
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
      <Primitive.Close asChild>
        <Button variant="ghost" size="icon-sm" aria-label="Close" className="absolute top-3.5 right-3.5">
          <X />
        </Button>
      </Primitive.Close>
    </Primitive.Content>
  </Primitive.Portal>
);

/** The row of buttons that ends a dialog; the main one comes last and is the rightmost. */
export const DialogFooter = ({ className, ...props }: ComponentProps<'div'>) => (
  <div className={cn('mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end', className)} {...props} />
);
