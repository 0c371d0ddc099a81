import type { LiveEvent } from '@archestra/contracts';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useEffectEvent, useState, useSyncExternalStore, type ReactNode } from 'react';
import { keys } from '../api/keys.ts';
import { LiveFeed, type FeedState } from './feed.client.ts';

const Feed = createContext<LiveFeed | undefined>(undefined);

const useFeed = (): LiveFeed => {
  const feed = use(Feed);
  if (!feed) throw new Error('LiveProvider is missing above this component.');
  return feed;
};

// A noun that is not listed is the name of its own list: `team`, `user`, `role` … are kept under `teams`, `users`, `roles`.
const nouns: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  'catalog-item': [keys.catalog],
  'catalog-version': [keys.catalog],
  installation: [keys.servers],
  profile: [keys.profiles],
  request: [keys.requests],
  // What may be asked for changes with the providers.
  provider: [keys.providers, keys.models],
  tool: [keys.servers, keys.profiles, keys.tools],
  'tool-policy': [keys.toolPolicies, keys.tools],
  'tool-contract': [keys.servers, keys.tools],
  'dual-llm': [keys.dualLlm],
  // What somebody may do hangs on these three: the session has to be asked again, too.
  user: [keys.users, keys.teams, keys.session],
  'team-member': [keys.teams, keys.users, keys.session],
  role: [keys.roles, keys.users, keys.session],
};

const money = [keys.providers, keys.models, keys.llmCalls, keys.budgets, keys.prices, keys.optimizationRules];
const guarded = [keys.tools, keys.toolPolicies, keys.approvals, keys.quarantine, keys.dualLlm];
const people = [keys.session, keys.users, keys.invitations, keys.teams, keys.roles, keys.tokens, keys.credentials];

const staleBy = (noun: string): readonly (readonly unknown[])[] => nouns[noun] ?? [[`${noun}s`]];

const refresh = (queries: QueryClient, event: LiveEvent): void => {
  const stale: Record<LiveEvent['kind'], readonly (readonly unknown[])[]> = {
    'tool-call': [],
    'llm-call': [],
    'budget-alert': [keys.budgets],
    approval: [keys.approvals],
    quarantine: [keys.quarantine],
    server: [keys.servers, keys.profiles, keys.tools],
    memory: [keys.memories],
    request: [keys.requests],
    change: event.kind === 'change' ? staleBy(event.noun) : [],
    gap: [
      keys.servers,
      keys.profiles,
      keys.memories,
      keys.calls,
      keys.catalog,
      keys.requests,
      ...money,
      ...guarded,
      ...people,
    ],
    dropped: [],
  };
  for (const queryKey of stale[event.kind]) void queries.invalidateQueries({ queryKey });
};

/** Keeps one live stream open below it and marks answers stale that a fact has overtaken. */
export const LiveProvider = ({ children }: { children: ReactNode }) => {
  const queries = useQueryClient();
  const [feed] = useState(() => new LiveFeed());
  useEffect(() => feed.start(), [feed]);
  useEffect(() => feed.subscribe((event) => refresh(queries, event)), [feed, queries]);
  return <Feed value={feed}>{children}</Feed>;
};

/** Whether facts arrive at this moment. */
export const useFeedState = (): FeedState => {
  const feed = useFeed();
  return useSyncExternalStore(feed.watchState, () => feed.state);
};

/** Calls `listener` with every live fact while the component is mounted. */
export const useLive = (listener: (event: LiveEvent) => void): void => {
  const feed = useFeed();
  const latest = useEffectEvent(listener);
  useEffect(() => feed.subscribe((event) => latest(event)), [feed]);
};
