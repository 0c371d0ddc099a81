import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** A table that scrolls sideways inside its own box when the screen is narrower than its columns. */
export const Table = ({ className, ...props }: ComponentProps<'table'>) => (
  <div className="relative overflow-x-auto rounded-lg border bg-card shadow-card">
    <table className={cn('w-full text-sm', className)} {...props} />
  </div>
);

/** The rows with the column names. */
export const TableHeader = ({ className, ...props }: ComponentProps<'thead'>) => (
  <thead className={cn('border-b bg-muted/60 text-left text-xs text-muted-foreground', className)} {...props} />
);

/** The rows with the content. */
export const TableBody = ({ className, ...props }: ComponentProps<'tbody'>) => (
  <tbody className={cn('divide-y', className)} {...props} />
);

/** One row. */
export const TableRow = ({ className, ...props }: ComponentProps<'tr'>) => (
  <tr className={cn('transition-colors [tbody_&]:hover:bg-muted/50', className)} {...props} />
);

/** The name of a column. */
export const TableHead = ({ className, ...props }: ComponentProps<'th'>) => (
  <th scope="col" className={cn('h-8 px-3 font-medium whitespace-nowrap', className)} {...props} />
);

/** One cell. */
export const TableCell = ({ className, ...props }: ComponentProps<'td'>) => (
  <td className={cn('px-3 py-2 align-middle', className)} {...props} />
);
