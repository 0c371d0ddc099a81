import { PageHeader } from '@archestra/ui';
import type { ComponentProps, ReactNode } from 'react';

type PageProps = ComponentProps<typeof PageHeader> & { name: string; children: ReactNode };

/** A page with its name in the browser's title and its header on top. */
export const Page = ({ name, children, ...header }: PageProps) => (
  <>
    <title>{`${name} · Archestra`}</title>
    <PageHeader {...header} />
    {children}
  </>
);
