import { AlertDialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { overlayClasses } from './dialog.tsx';

interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What will happen, and whether it can be undone. */
  description: ReactNode;
  /** The verb: "Delete server", never "OK". */
  action: string;
  pending?: boolean;
  onConfirm: () => void;
}

/** Asks before something that cannot be undone. Stays open while `pending`; the owner closes it when the work succeeded. */
export const ConfirmDialog = ({
  open,
  onOpenChange,
  title,
  description,
  action,
  pending = false,
  onConfirm,
}: ConfirmDialogProps) => (
  <Primitive.Root open={open} onOpenChange={onOpenChange}>
    <Primitive.Portal>
      <Primitive.Overlay className={overlayClasses} />
      <Primitive.Content className="fixed top-1/2 left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-md -translate-x-1/2 -translate-y-1/2 animate-appear rounded-lg border bg-card p-5 shadow-xl">
        <Primitive.Title className="text-base font-semibold">{title}</Primitive.Title>
        <Primitive.Description asChild>
          <div className="mt-2 text-sm text-muted-foreground">{description}</div>
        </Primitive.Description>
        <div className="mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
          <Primitive.Cancel asChild>
            <Button variant="outline">Cancel</Button>
          </Primitive.Cancel>
          <Button variant="destructive" pending={pending} onClick={onConfirm}>
            {action}
          </Button>
        </div>
      </Primitive.Content>
    </Primitive.Portal>
  </Primitive.Root>
);
