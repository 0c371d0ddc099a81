import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** Shared look of everything a person types into. 16 px on phones, so that they do not zoom into the field. */
export const fieldClasses =
  'w-full min-w-0 rounded-md border border-input bg-card px-2.5 text-base shadow-card transition-colors placeholder:text-muted-foreground/70 focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-50 aria-invalid:border-destructive sm:text-sm';

/** A single line of text. */
export const Input = ({ className, ...props }: ComponentProps<'input'>) => (
  <input className={cn(fieldClasses, 'h-8.5', className)} {...props} />
);

/** Several lines of text; grows with its content where the browser can. */
export const Textarea = ({ className, ...props }: ComponentProps<'textarea'>) => (
  <textarea className={cn(fieldClasses, 'field-sizing-content min-h-16 py-1.5', className)} {...props} />
);
