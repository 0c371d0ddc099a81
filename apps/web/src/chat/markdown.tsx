import { cn } from '@archestra/ui';
import { memo, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CodeView } from './code-view.tsx';
import { RemoteImage } from './remote-image.tsx';

const plainText = (node: ReactNode): string => {
  if (typeof node === 'string' || typeof node === 'number') return String(node);
  return Array.isArray(node) ? node.map(plainText).join('') : '';
};

// Answers stand below headings of the page: theirs differ by size alone, so that none comes too early.
const heading =
  (className: string) =>
  ({ children }: { children?: ReactNode }) => (
    <h3 className={cn('mt-5 mb-2 font-semibold text-balance first:mt-0', className)}>{children}</h3>
  );

const components: Components = {
  h1: heading('text-lg'),
  h2: heading('text-base'),
  h3: heading('text-[0.9375rem]'),
  h4: heading(''),
  h5: heading(''),
  h6: heading('text-muted-foreground'),
  p: ({ children }) => <p className="my-2.5 first:mt-0 last:mb-0">{children}</p>,
  ul: ({ children }) => <ul className="my-2.5 list-disc space-y-1 pl-5 first:mt-0 last:mb-0">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="my-2.5 list-decimal space-y-1 pl-5.5 first:mt-0 last:mb-0">
      {children}
    </ol>
  ),
  li: ({ children, className }) => (
    <li
      className={cn('pl-0.5 marker:text-muted-foreground', className?.includes('task-list-item') && '-ml-5 list-none')}
    >
      {children}
    </li>
  ),
  input: ({ checked }) => (
    <input
      type="checkbox"
      checked={checked === true}
      readOnly
      disabled
      aria-label="Done"
      className="mr-2 align-middle"
    />
  ),
  blockquote: ({ children }) => (
    <blockquote className="my-3 border-l-2 border-primary/40 pl-3.5 text-muted-foreground">{children}</blockquote>
  ),
  hr: () => <hr className="my-5" />,
  a: ({ href, children }) => (
    <a
      href={href}
      title={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="rounded-sm text-primary underline decoration-primary/40 underline-offset-2 hover:decoration-primary"
    >
      {children}
    </a>
  ),
  img: ({ src, alt }) => <RemoteImage address={typeof src === 'string' ? src : ''} text={alt ?? ''} />,
  pre: ({ children }) => children,
  code: ({ className, children }) => {
    const text = plainText(children);
    const language = /language-([\w+#-]+)/.exec(className ?? '')?.[1] ?? '';
    // Code in a line has neither a language nor an end of line; blocks always end with one.
    if (!language && !text.endsWith('\n'))
      return <code className="rounded-sm bg-muted px-1 py-0.5 font-mono text-[0.85em] wrap-anywhere">{children}</code>;
    return <CodeView code={text.replace(/\n$/, '')} language={language.toLowerCase()} />;
  },
  table: ({ children }) => (
    <div tabIndex={0} role="region" aria-label="Table" className="my-3 overflow-x-auto rounded-md border">
      <table className="w-full text-sm">{children}</table>
    </div>
  ),
  thead: ({ children }) => (
    <thead className="border-b bg-muted/60 text-left text-xs text-muted-foreground">{children}</thead>
  ),
  tbody: ({ children }) => <tbody className="divide-y">{children}</tbody>,
  th: ({ children, style }) => (
    <th scope="col" style={style} className="px-3 py-1.5 font-medium whitespace-nowrap">
      {children}
    </th>
  ),
  td: ({ children, style }) => (
    <td style={style} className="px-3 py-1.5 align-top">
      {children}
    </td>
  ),
};

const plugins = [remarkGfm];

/**
 * Markdown of a model: HTML in it stays text, addresses other than of the web and mail lose their link, images of elsewhere
 * are not loaded.
 */
export const Markdown = memo(({ text }: { text: string }) => (
  <div className="text-[0.9375rem] leading-6.5 wrap-anywhere">
    <ReactMarkdown remarkPlugins={plugins} components={components}>
      {text}
    </ReactMarkdown>
  </div>
));
