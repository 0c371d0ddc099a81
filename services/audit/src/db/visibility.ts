import { SYSTEM_ORGANIZATION } from '@archestra/contracts';
import { organizationOf, type MessageContext } from '@archestra/messaging';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import type { AuditConfig } from '../audit.config.ts';

/** Which organizations' records a caller sees. */
@Injectable()
export class Visibility {
  constructor(@Inject(CONFIG) private readonly config: AuditConfig) {}

  /** The caller's own, and what belongs to nobody for whoever may see it, where that is shown. */
  of(context: MessageContext, includeSystem: boolean): string[] {
    const own = organizationOf(context);
    return includeSystem && this.config.AUDIT_SHOW_SYSTEM
      ? [...new Set([own, SYSTEM_ORGANIZATION])]
      : [own].filter((id) => id !== SYSTEM_ORGANIZATION);
  }
}
