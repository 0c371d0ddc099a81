import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import type { TermsName } from '../db/terms-version.ts';

@Injectable()
export class TermsStore {
  constructor(private readonly database: Database) {}

  /** How often each kind of terms was changed. */
  async versions(): Promise<Map<TermsName, bigint>> {
    const rows = await this.database.client.termsVersion.findMany();
    return new Map(rows.map(({ name, version }) => [name as TermsName, version]));
  }
}
