import { Tooltip as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';

/** Must wrap the application once: shares the delay between tooltips. */
export const TooltipProvider = Primitive.Provider;

/** More words about an element on hover and focus. Nothing a person needs may live only here. */
export const Tooltip = ({ text, children }: { text: ReactNode; children: ReactNode }) => (
  <Primitive.Root>
    <Primitive.Trigger asChild>{children}</Primitive.Trigger>
    <Primitive.Portal>
      <Primitive.Content
        sideOffset={5}
        collisionPadding={8}
        className="z-50 max-w-72 animate-fade rounded-md bg-foreground px-2 py-1 text-xs text-background shadow-md"
      >
        {text}
      </Primitive.Content>
    </Primitive.Portal>
  </Primitive.Root>
);
