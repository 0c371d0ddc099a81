import { SkeletonRows, Skeleton } from '@archestra/ui';
import { useParams } from '@tanstack/react-router';
import { ErrorNote } from '../display/error-note.tsx';
import { useChatDetail } from './chat.query.ts';
import { ChatBar } from './chat-layout.tsx';
import { ConversationView } from './conversation-view.tsx';

const Loading = () => (
  <div role="status" aria-label="Loading" className="mx-auto grid w-full max-w-3xl gap-5 px-3 py-6 sm:px-6">
    <Skeleton className="ml-auto h-10 w-2/5 rounded-2xl" />
    <SkeletonRows count={3} className="h-5" />
    <Skeleton className="ml-auto h-10 w-1/3 rounded-2xl" />
    <SkeletonRows count={4} className="h-5" />
  </div>
);

/** One chat. */
export const ChatPage = () => {
  const { id } = useParams({ from: '/app/chats/chat/$id' });
  const { data, error, refetch } = useChatDetail(id);
  const title = data?.chat.title ?? 'Chat';
  return (
    <>
      <title>{`${title} · Archestra`}</title>
      <ChatBar>
        <h1 className="truncate text-sm font-semibold">{title}</h1>
      </ChatBar>
      {error && !data && (
        <div className="mx-auto w-full max-w-3xl p-4">
          <ErrorNote error={error} what="The chat could not be loaded" onRetry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <Loading />}
      {data && <ConversationView key={id} detail={data} />}
    </>
  );
};
