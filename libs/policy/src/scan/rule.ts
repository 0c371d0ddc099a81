import type { Finding } from '@archestra/contracts';

/** A finding before it is known whose it is. */
export type Remark = Pick<Finding, 'rule' | 'severity' | 'where' | 'message' | 'excerpt'>;
