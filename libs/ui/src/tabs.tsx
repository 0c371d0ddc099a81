import { Tabs as Primitive } from 'radix-ui';
import { useEffect, useRef, type ComponentProps } from 'react';
import { cn } from './cn.ts';

/** Views of one thing, one shown at a time; arrow keys move between them. */
export const Tabs = Primitive.Root;

/** Room that stays visible beside the chosen tab, so that one sees that there are more. */
const BESIDE_PX = 32;

/** The row of tabs; scrolls sideways when it does not fit, and shows the chosen one. */
export const TabsList = ({ className, ...props }: ComponentProps<typeof Primitive.List>) => {
  const list = useRef<HTMLDivElement>(null);
  const place = useRef<number>(undefined);
  useEffect(() => {
    const row = list.current;
    const chosen = row?.querySelector<HTMLElement>('[data-state="active"]');
    // Again when it moved: tabs may come in before it. What the person scrolls meanwhile stays.
    if (!row || !chosen || chosen.offsetLeft === place.current) return;
    place.current = chosen.offsetLeft;
    // Only the row itself moves: scrollIntoView would move the page, too.
    const [start, end] = [chosen.offsetLeft - row.offsetLeft, chosen.offsetLeft - row.offsetLeft + chosen.offsetWidth];
    if (start < row.scrollLeft) row.scrollLeft = start - BESIDE_PX;
    else if (end > row.scrollLeft + row.clientWidth) row.scrollLeft = end - row.clientWidth + BESIDE_PX;
  });
  return (
    <Primitive.List
      ref={list}
      className={cn('flex gap-5 overflow-x-auto border-b [scrollbar-width:none]', className)}
      {...props}
    />
  );
};

/** One tab. */
export const TabsTrigger = ({ className, ...props }: ComponentProps<typeof Primitive.Trigger>) => (
  <Primitive.Trigger
    className={cn(
      '-mb-px inline-flex shrink-0 items-center gap-1.5 border-b-2 border-transparent py-2 text-sm font-medium whitespace-nowrap text-muted-foreground transition-colors hover:text-foreground focus-visible:-outline-offset-2 data-[state=active]:border-primary data-[state=active]:text-foreground',
      className,
    )}
    {...props}
  />
);

/** What a tab shows. */
export const TabsContent = ({ className, ...props }: ComponentProps<typeof Primitive.Content>) => (
  <Primitive.Content className={cn('pt-4 outline-none', className)} {...props} />
);
