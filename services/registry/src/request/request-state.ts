import { AppError, type RequestStatus } from '@archestra/contracts';

/** What can happen to a request. */
export type RequestAction =
  'collected' | 'resubmit' | 'approve' | 'decline' | 'return' | 'withdraw' | 'deploy' | 'fail';

const transitions: Readonly<Record<RequestStatus, Partial<Record<RequestAction, RequestStatus>>>> = {
  collecting: { collected: 'review', resubmit: 'collecting', decline: 'declined', withdraw: 'withdrawn' },
  review: {
    approve: 'approved',
    decline: 'declined',
    return: 'returned',
    resubmit: 'collecting',
    withdraw: 'withdrawn',
  },
  returned: { resubmit: 'collecting', decline: 'declined', withdraw: 'withdrawn' },
  approved: { deploy: 'deployed', fail: 'failed' },
  // What did not run at first may run later: a quota was raised, an image was pushed.
  failed: { deploy: 'deployed' },
  deployed: {},
  declined: {},
  withdrawn: {},
};

const inWords: Readonly<Record<RequestStatus, string>> = {
  collecting: 'its evidence is being collected',
  review: 'it waits for a reviewer',
  returned: 'the submitter was asked something',
  approved: 'it was approved already',
  deployed: 'it was approved already',
  failed: 'it was approved already',
  declined: 'it was declined already',
  withdrawn: 'it was withdrawn',
};

/** The status after an action. Throws `CONFLICT`, in words, when the action does not fit the status. */
export const nextStatus = (status: RequestStatus, action: RequestAction): RequestStatus => {
  const next = transitions[status][action];
  if (next === undefined) throw new AppError('CONFLICT', `This cannot be done to the request: ${inWords[status]}.`);
  return next;
};

/** Statuses in which an action is possible. */
export const statusesFor = (action: RequestAction): RequestStatus[] =>
  (Object.keys(transitions) as RequestStatus[]).filter((status) => transitions[status][action] !== undefined);
