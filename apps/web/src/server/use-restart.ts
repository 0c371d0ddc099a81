import { toast } from '@archestra/ui';
import { useEffect, useState } from 'react';
import { useLive } from '../live/live.tsx';
import { nextStep, type RestartStep } from './restart.ts';
import { useRestartServer } from './server.query.ts';

/** Longer than this nobody looks at a spinner; the state of the server is on the page in any case. */
const PATIENCE_MS = 60_000;

/** Restarts a server and follows it until it is ready again or has failed, and says which. */
export const useRestart = ({ id, title }: { id: string; title: string }) => {
  const ask = useRestartServer(id);
  const [step, setStep] = useState<RestartStep>();
  const isUnderWay = step === 'asked' || step === 'started';
  useLive((event) => {
    if (!isUnderWay || event.kind !== 'server' || event.serverId !== id) return;
    const next = nextStep(step, event);
    if (next === step) return;
    setStep(next);
    if (next === 'done') toast.success(`${title} was restarted and is ready`);
    if (next === 'failed') toast.error(`${title} did not start again`, { description: event.message });
  });
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setTimeout(() => setStep(undefined), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isUnderWay]);
  const restart = () => {
    setStep('asked');
    ask.mutate(undefined, { onError: () => setStep(undefined) });
  };
  return { restart, isUnderWay };
};
