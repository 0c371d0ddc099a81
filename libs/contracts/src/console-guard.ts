import { z } from 'zod';
import { Id } from './common.ts';
import type { ConsoleRoute } from './console-route.ts';
import { Approval } from './guard-shape.ts';
import { guard } from './guard.contract.ts';

const byId = z.object({ id: Id });

/** What people decide about calls of tools. */
export const guardRoutes = {
  decideApproval: {
    method: 'POST',
    path: '/api/approvals/:id/decision',
    summary: 'Agree to exactly one call, or decline it; CONFLICT when it was answered before or has expired',
    permission: 'approval:write',
    params: byId,
    body: guard.decideApproval.input.pick({ outcome: true, note: true }),
    response: Approval,
  },
} as const satisfies Record<string, ConsoleRoute>;
