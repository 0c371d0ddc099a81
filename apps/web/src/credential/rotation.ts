import { consoleRoutes } from '@archestra/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/api.client.ts';
import { keys } from '../api/keys.ts';

/** How far a rotation is. */
export interface RotationProgress {
  done: number;
  total: number;
}

type Turn = () => Promise<{ rewrapped: number; remaining: number }>;

/** Wraps batch after batch until none remains. Stops when a batch moves nothing: asking for ever would not help. */
export const rotateAll = async (turn: Turn, tell: (progress: RotationProgress) => void): Promise<RotationProgress> => {
  let done = 0;
  for (;;) {
    const { rewrapped, remaining } = await turn();
    done += rewrapped;
    const progress = { done, total: done + remaining };
    tell(progress);
    if (remaining === 0 || rewrapped === 0) return progress;
  }
};

/** Wraps every credential under the newest key, and tells how far it is. */
export const useRotation = () => {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<RotationProgress>();
  const rotation = useMutation({
    mutationFn: () => rotateAll(() => call(consoleRoutes.rotateKey, { body: {} }), setProgress),
    onMutate: () => setProgress(undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.credentials }),
  });
  return { rotation, progress };
};
