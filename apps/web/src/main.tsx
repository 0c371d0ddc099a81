import { Toaster, TooltipProvider } from '@archestra/ui';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { keys } from './api/keys.ts';
import { createConsoleRouter } from './router.tsx';
import { useIsDark } from './shell/theme.ts';
import './styles.css';

const queries = createQueryClient(() => {
  queries.removeQueries({ queryKey: keys.session });
  // Loading the page again meets the guard of the router, which asks for a sign-in and remembers the way back.
  void router.invalidate();
});
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
