import { cn } from '@archestra/ui';
import { Brain, ChevronRight } from 'lucide-react';
import { Markdown } from './markdown.tsx';

/** What a model thought before it answered: folded, because it is not the answer. */
export const ReasoningView = ({ text, isOpen }: { text: string; isOpen: boolean }) => (
  <details className="group/thought my-2 text-muted-foreground">
    <summary className="flex w-fit list-none items-center gap-1.5 rounded-sm text-xs hover:text-foreground [&::-webkit-details-marker]:hidden">
      <Brain aria-hidden className={cn('size-3.5', isOpen && 'animate-pulse motion-reduce:animate-none')} />
      {isOpen ? 'Thinking…' : 'Thoughts'}
      <ChevronRight aria-hidden className="size-3.5 transition-transform group-open/thought:rotate-90" />
    </summary>
    <div className="mt-2 border-l-2 pl-3.5 [&_*]:text-[0.8125rem]!">
      <Markdown text={text} />
    </div>
  </details>
);
