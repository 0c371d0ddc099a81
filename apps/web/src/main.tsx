import { Toaster, TooltipProvider } from '@archestra/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { ConsoleError } from './api/error.ts';
import { keys } from './api/keys.ts';
import { createConsoleRouter } from './router.tsx';
import { sessionQuery } from './session/session.query.ts';
import { useIsDark } from './shell/theme.ts';
import './styles.css';

// A 401 may also mean that a typed password was wrong: only when the session itself is gone, the guard of the router
// is asked again. It leads to the sign-in and remembers the way back.
const confirmSignedOut = async (): Promise<void> => {
  try {
    await queries.fetchQuery({ ...sessionQuery, staleTime: 0, retry: false });
  } catch (error) {
    if (!(error instanceof ConsoleError) || error.status !== 401) return;
    queries.removeQueries({ queryKey: keys.session });
    await router.invalidate();
  }
};

const queries = createQueryClient(() => void confirmSignedOut());
const router = createConsoleRouter(queries);

const App = () => (
  <QueryClientProvider client={queries}>
    <TooltipProvider delayDuration={300}>
      <RouterProvider router={router} />
      <Toaster theme={useIsDark() ? 'dark' : 'light'} />
    </TooltipProvider>
  </QueryClientProvider>
);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
