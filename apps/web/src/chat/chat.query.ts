import {
  chatRoutes,
  type Chat,
  type ChatSummary,
  type ModelReference,
  type RouteInput,
  type RouteReply,
} from '@archestra/contracts';
import { toast } from '@archestra/ui';
import {
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type QueryClient,
} from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { describeError } from '../api/error.ts';
import { keys } from '../api/keys.ts';

/** What a chat uses: whose tools, which model, and which tools it leaves alone. */
export type ChatSettings = Pick<Chat, 'profileId' | 'model' | 'disabledTools'>;
export type ChatDetail = RouteReply<typeof chatRoutes.getChat>;

const PAGE = 40;
const RUNNING_MS = 4_000;

/** The own chats, the one that changed last first; with words, those that hold them. */
export const useChats = (words: string) =>
  useInfiniteQuery({
    queryKey: keys.chatList(words),
    queryFn: ({ pageParam, signal }) =>
      call(chatRoutes.listChats, { query: { limit: PAGE, cursor: pageParam, ...(words && { query: words }) } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
    // Answers go on while nobody looks: the list says which.
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ run }) => run !== null)) ? RUNNING_MS : false,
    // Words that are typed on: the list of before stays until the next one is there.
    placeholderData: (before) => before,
  });

/** One chat with all its messages. */
export const chatQuery = (id: string) =>
  queryOptions({
    queryKey: keys.chat(id),
    queryFn: ({ signal }) => call(chatRoutes.getChat, { params: { id } }, signal),
    // An answer changes it, and whoever asks for one refreshes it: coming back to the window must not.
    refetchOnWindowFocus: false,
  });

export const useChatDetail = (id: string) => useQuery(chatQuery(id));

type NewChat = RouteInput<typeof chatRoutes.createChat>['body'];

/** Begins a chat; what it answers is known from then on, so that its page needs not ask. */
export const useCreateChat = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewChat) => call(chatRoutes.createChat, { body }),
    onSuccess: (chat) => {
      queries.setQueryData<ChatDetail>(keys.chat(chat.id), { chat, messages: [] });
      void queries.invalidateQueries({ queryKey: keys.chatLists });
    },
  });
};

type ChatChange = RouteInput<typeof chatRoutes.updateChat>['body'];

type Lists = InfiniteData<{ items: ChatSummary[] }>;

const patchLists = (queries: QueryClient, change: (items: ChatSummary[]) => ChatSummary[]): void => {
  queries.setQueriesData<Lists>({ queryKey: keys.chatLists }, (lists) =>
    lists ? { ...lists, pages: lists.pages.map((page) => ({ ...page, items: change(page.items) })) } : lists,
  );
};

/** Shows a change of a chat wherever it is shown. */
export const patchChat = (queries: QueryClient, id: string, change: Partial<Omit<Chat, 'id'>>): void => {
  queries.setQueryData<ChatDetail>(keys.chat(id), (detail) =>
    detail ? { ...detail, chat: { ...detail.chat, ...change } } : detail,
  );
  const { disabledTools: _tools, leafId: _leaf, ...listed } = change;
  patchLists(queries, (items) => items.map((item) => (item.id === id ? { ...item, ...listed } : item)));
};

/** Changes a chat: shown at once, taken back when it is refused. */
export const useUpdateChat = (id: string) => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ChatChange) => call(chatRoutes.updateChat, { params: { id }, body }),
    onMutate: ({ model, title, profileId, disabledTools, leafId }) =>
      patchChat(queries, id, {
        ...(model !== undefined && { model }),
        ...(title !== undefined && { title }),
        ...(profileId !== undefined && { profileId }),
        ...(disabledTools !== undefined && { disabledTools }),
        ...(leafId !== undefined && { leafId }),
      }),
    onError: (error) => {
      toast.error('The chat was not changed', { description: describeError(error).message });
      void queries.invalidateQueries({ queryKey: keys.chats });
    },
  });
};

export const useDeleteChat = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => call(chatRoutes.deleteChat, { params: { id } }),
    onSuccess: (_, id) => {
      toast.success('Chat deleted');
      patchLists(queries, (items) => items.filter((item) => item.id !== id));
      queries.removeQueries({ queryKey: keys.chat(id) });
      void queries.invalidateQueries({ queryKey: keys.chatLists });
    },
    onError: (error) => toast.error('The chat was not deleted', { description: describeError(error).message }),
  });
};

/** Stops the answer in progress; what was answered until then stays. */
export const stopAnswer = (id: string) => call(chatRoutes.stopChat, { params: { id } });

/** Models to choose from, and the organization's own choice. */
export const useModels = (isAllowed: boolean) =>
  useQuery({
    queryKey: keys.chatModels,
    queryFn: ({ signal }) => call(chatRoutes.listChatModels, {}, signal),
    enabled: isAllowed,
    staleTime: 60_000,
  });

/** Whether two references name the same model. */
export const isSameModel = (a: ModelReference | null, b: ModelReference | null): boolean =>
  a?.provider === b?.provider && a?.model === b?.model;
