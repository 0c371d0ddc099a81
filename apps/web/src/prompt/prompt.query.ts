import { chatRoutes, type Prompt, type RouteInput } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call, collectPages } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

const PAGE = 200;

/** The prompts of the organization, by name. */
export const usePrompts = (isAllowed: boolean) =>
  useQuery({
    queryKey: keys.prompts,
    queryFn: ({ signal }) =>
      collectPages((cursor) => call(chatRoutes.listPrompts, { query: { limit: PAGE, cursor } }, signal)),
    enabled: isAllowed,
    staleTime: 60_000,
  });

type PromptText = RouteInput<typeof chatRoutes.createPrompt>['body'];

/** Adds a prompt, or changes the one with the id. */
export const useSavePrompt = () =>
  useChange(
    ({ id, body }: { id: string | undefined; body: PromptText }) =>
      id === undefined
        ? call(chatRoutes.createPrompt, { body })
        : call(chatRoutes.updatePrompt, { params: { id }, body }),
    { refresh: [keys.prompts], done: 'Prompt saved', showsError: true },
  );

export const useDeletePrompt = () =>
  useChange((id: string) => call(chatRoutes.deletePrompt, { params: { id } }), {
    refresh: [keys.prompts],
    done: 'Prompt deleted',
  });

/** Whether words stand in what a prompt is called or says. */
export const matches = ({ name, title, text }: Prompt, words: string): boolean =>
  `${name} ${title} ${text}`.toLowerCase().includes(words.trim().toLowerCase());
