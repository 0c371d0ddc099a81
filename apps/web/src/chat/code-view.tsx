import { CopyButton } from '@archestra/ui';
import { lazy, Suspense } from 'react';

const Highlight = lazy(() => import('./highlight.tsx').then(({ Highlight: component }) => ({ default: component })));

// Colouring makes an element for each word: beyond this size it is not worth the wait.
const COLOUR_UP_TO = 30_000;

/** A block of code with its language, a button that copies all of it, and colours once they are loaded. */
export const CodeView = ({ code, language }: { code: string; language: string }) => (
  <figure className="my-3 overflow-hidden rounded-md border bg-code first:mt-0 last:mb-0">
    <figcaption className="flex h-8 items-center justify-between border-b bg-muted/50 pr-1 pl-3 text-xs text-muted-foreground">
      {language || 'text'}
      <CopyButton text={code} label="Copy" className="h-6 text-muted-foreground" />
    </figcaption>
    <pre
      tabIndex={0}
      aria-label={`Code, ${language || 'text'}`}
      className="overflow-x-auto p-3 font-mono text-[0.8125rem] leading-5.5 focus-visible:-outline-offset-2"
    >
      <code>
        {language && code.length <= COLOUR_UP_TO ? (
          <Suspense fallback={code}>
            <Highlight code={code} language={language} />
          </Suspense>
        ) : (
          code
        )}
      </code>
    </pre>
  </figure>
);
