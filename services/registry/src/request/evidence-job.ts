import { Id } from '@archestra/contracts';
import { z } from 'zod';

export const queueName = 'registry.evidence.collect';
export const EvidenceJob = z.object({ requestId: Id });
