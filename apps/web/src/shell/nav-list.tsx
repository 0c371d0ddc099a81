import { Badge } from '@archestra/ui';
import { Link, useRouterState } from '@tanstack/react-router';
import { useWaiting } from '../request/request.query.ts';
import { useCan } from '../session/session.query.ts';
import { placeOf, visibleNavigation } from './nav.ts';

const Waiting = () => {
  const { data: count = 0 } = useWaiting();
  if (count === 0) return null;
  return (
    <Badge tone="warning" className="ml-auto tabular-nums">
      {count}
      <span className="sr-only"> to review</span>
    </Badge>
  );
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
                  {to === '/mcp/registry/installation-requests' && <Waiting />}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
};
