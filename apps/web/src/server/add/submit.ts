import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ConsoleError } from '../../api/error.ts';
import { useCreateVersion } from '../../catalog/catalog.query.ts';
import { useCreateRequest, useResubmitRequest } from '../../request/request.query.ts';
import type { Wish } from '../../request/wish-fields.tsx';
import { useCreateServer } from '../server.query.ts';
import type { NewItem } from './draft-check.ts';
import type { Mode } from './step-form.tsx';

/** What is sent: the item, answers to its fields, and why. */
export interface Submission {
  item: NewItem;
  configuration: Record<string, string>;
  wish: Wish;
}

/** Whether something was refused because its short name is another's. */
export const isNameTaken = (error: unknown, name: string): boolean =>
  error instanceof ConsoleError && error.code === 'CONFLICT' && error.message.includes(` named ${name}`);

/** Sends what the form stands for; `id` is the request or the item it is about. */
export const useSubmit = (mode: Mode, id: string) => {
  const navigate = useNavigate();
  const [serverId, setServerId] = useState<string>();
  const install = useCreateServer();
  const ask = useCreateRequest();
  const again = useResubmitRequest(id);
  const version = useCreateVersion(id);
  const toRequest = (request: { id: string }) =>
    void navigate({ to: '/mcp/registry/installation-requests/$id', params: { id: request.id } });
  const send: Record<Mode, (submission: Submission) => void> = {
    install: ({ item, configuration }) =>
      install.mutate({ ...item, configuration }, { onSuccess: (server) => setServerId(server.id) }),
    ask: ({ item, configuration, wish }) =>
      ask.mutate({ draft: item, configuration, ...wish }, { onSuccess: toRequest }),
    again: ({ item, configuration, wish }) =>
      again.mutate({ draft: item, configuration, ...wish }, { onSuccess: toRequest }),
    version: ({ item }) =>
      version.mutate(
        { version: item.version ?? '1.0.0', source: item.source, ...(item.fields && { fields: item.fields }) },
        {
          onSuccess: () => void navigate({ to: '/mcp/registry/$id', params: { id }, search: { tab: 'versions' } }),
        },
      ),
  };
  const { error, isPending, reset } = { install, ask, again, version }[mode];
  return { send: send[mode], error, isPending, reset, serverId };
};
