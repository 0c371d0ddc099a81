import { guardRoutes } from '@archestra/contracts';
import { useMutation } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';

/** Answers the question of an approval. What becomes of the call comes with the answer in progress. */
export const useDecideApproval = (id: string) =>
  useMutation({
    mutationFn: (outcome: 'approved' | 'declined') =>
      call(guardRoutes.decideApproval, { params: { id }, body: { outcome } }),
  });
