import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '../app.route.ts';

const frame = createRoute({
  getParentRoute: () => app,
  id: 'chats',
  staticData: { fillsScreen: true },
  component: lazyRouteComponent(() => import('./chat-layout.tsx'), 'ChatLayout'),
});

const prompts = createRoute({
  getParentRoute: () => app,
  path: '/chat/prompts',
  component: lazyRouteComponent(() => import('../prompt/prompt-list.page.tsx'), 'PromptListPage'),
});

const pages = [
  createRoute({
    getParentRoute: () => frame,
    path: '/chat',
    /** The name of a prompt that the field is filled with. */
    validateSearch: z.object({ prompt: z.string().max(40).optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('./new-chat.page.tsx'), 'NewChatPage'),
  }),
  createRoute({
    getParentRoute: () => frame,
    path: '/chat/$id',
    component: lazyRouteComponent(() => import('./chat.page.tsx'), 'ChatPage'),
  }),
] as const;

/** Chats and the library of prompts. Chats share their frame: it stays when one goes from one to another. */
export const chatPages = [frame.addChildren(pages), prompts] as const;
