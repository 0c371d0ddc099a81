import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { CopyButton } from './copy-button.tsx';

interface CodeBlockProps {
  /** The text as it is copied. */
  code: string;
  /** What to show instead of the plain text, for example with colours; must read the same. */
  children?: ReactNode;
  /** A file name or what the text is. */
  caption?: ReactNode;
  wrap?: boolean;
  className?: string;
}

/** Text for machines, with a button that copies all of it. Scrolls inside its own box. */
export const CodeBlock = ({ code, children, caption, wrap = false, className }: CodeBlockProps) => (
  <figure className="group/code relative overflow-hidden rounded-md border bg-code">
    {caption && <figcaption className="border-b px-3 py-1.5 pr-10 text-xs text-muted-foreground">{caption}</figcaption>}
    <pre
      tabIndex={0}
      className={cn(
        'max-h-96 overflow-auto p-3 pr-10 font-mono text-xs leading-5 focus-visible:-outline-offset-2',
        wrap && 'wrap-anywhere whitespace-pre-wrap',
        className,
      )}
    >
      <code>{children ?? code}</code>
    </pre>
    <CopyButton text={code} className={cn('absolute right-1 bg-code', caption ? 'top-0.5 size-6.5' : 'top-1')} />
  </figure>
);
