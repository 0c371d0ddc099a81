import { Button, Sheet, SheetContent, SheetTrigger } from '@archestra/ui';
import { Link, Outlet } from '@tanstack/react-router';
import { PanelLeft, SquarePen } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ChatList } from './chat-list.tsx';

/** The line on top of a chat; on narrow screens it opens the list of chats. */
export const ChatBar = ({ children }: { children: ReactNode }) => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <header className="flex h-12 shrink-0 items-center gap-1.5 border-b px-2 lg:border-b-transparent lg:px-4">
      <Sheet open={isOpen} onOpenChange={setIsOpen}>
        <SheetTrigger asChild>
          <Button variant="ghost" size="icon" aria-label="Open the list of chats" className="lg:hidden">
            <PanelLeft />
          </Button>
        </SheetTrigger>
        <SheetContent title="Chats" className="px-3 py-4 pt-13">
          <ChatList onNavigate={() => setIsOpen(false)} />
        </SheetContent>
      </Sheet>
      <div className="flex min-w-0 flex-1 items-center gap-2">{children}</div>
      <Button asChild variant="ghost" size="icon" className="lg:hidden">
        <Link to="/chat" aria-label="New chat">
          <SquarePen />
        </Link>
      </Button>
    </header>
  );
};

/** The frame of every chat: the list at the left, the conversation beside it. */
export const ChatLayout = () => (
  <div className="flex min-h-0 flex-1">
    <aside className="hidden w-64 shrink-0 flex-col border-r bg-card/50 px-3 py-4 lg:flex">
      <ChatList />
    </aside>
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <Outlet />
    </div>
  </div>
);
