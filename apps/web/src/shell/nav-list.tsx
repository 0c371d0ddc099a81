import { Badge } from '@archestra/ui';
import { Link, useRouterState } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useApprovalsWaiting } from '../approval/approval.query.ts';
import { useWaiting } from '../request/request.query.ts';
import { useCan } from '../session/session.query.ts';
import { placeOf, visibleNavigation, type NavPath } from './nav.ts';

const Count = ({ query: { data = 0 }, what }: { query: { data: number | undefined }; what: string }) =>
  data > 0 && (
    <Badge tone="warning" className="ml-auto tabular-nums">
      {data}
      <span className="sr-only"> {what}</span>
    </Badge>
  );
const RequestCount = () => <Count query={useWaiting()} what="to review" />;
const ApprovalCount = () => <Count query={useApprovalsWaiting()} what="to answer" />;
/** How much waits behind an entry. */
const counts: Partial<Record<NavPath, ComponentType>> = {
  '/mcp/registry/installation-requests': RequestCount,
  '/approvals': ApprovalCount,
};
const Waits = ({ at }: { at: NavPath }) => {
  const Shown = counts[at];
  return Shown && <Shown />;
};

/** The links of the navigation, grouped; `onNavigate` closes the phone's sheet. */
export const NavList = ({ onNavigate }: { onNavigate?: () => void }) => {
  const groups = visibleNavigation(useCan());
  const here = useRouterState({ select: ({ location }) => placeOf(groups, location.pathname) });
  return (
    <nav aria-label="Main" className="flex flex-col gap-3">
      {groups.map((group) => (
        <div key={group.label}>
          <p className="px-2.5 pb-1 text-xs font-medium text-muted-foreground">{group.label}</p>
          <ul className="grid gap-0.5">
            {group.items.map(({ to, label, icon: Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  {...(onNavigate && { onClick: onNavigate })}
                  activeOptions={{ exact: to !== here }}
                  className="flex h-8.5 items-center md:h-7.5 gap-2.5 rounded-md px-2.5 text-sm text-muted-foreground transition-colors hover:bg-muted hover:text-foreground"
                  activeProps={{ className: 'bg-accent font-medium text-foreground! [&_svg]:text-primary' }}
                >
                  <Icon aria-hidden className="size-4 shrink-0" />
                  {label}
                  <Waits at={to} />
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
};
