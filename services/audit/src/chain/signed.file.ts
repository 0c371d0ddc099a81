import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AuditConfig } from '../audit.config.ts';

const Signed = z.record(z.string(), z.object({ seq: z.number().int(), hash: z.string() }));

/** What this process signed last, in a file of its own: whoever owns the database cannot make it forget. */
@Injectable()
export class SignedFile {
  private readonly file: string;
  private known: z.output<typeof Signed> | undefined;

  constructor(@Inject(CONFIG) { DATA_DIR }: AuditConfig) {
    mkdirSync(DATA_DIR, { recursive: true });
    this.file = join(DATA_DIR, 'signed.json');
  }

  /** Throws when there is a file that cannot be read: nothing must be signed then. */
  of(organizationId: string): { seq: number; hash: string } | undefined {
    return this.read()[organizationId];
  }

  keep(organizationId: string, seq: number, hash: string): void {
    this.known = { ...this.read(), [organizationId]: { seq, hash } };
    const next = `${this.file}.next`;
    writeFileSync(next, JSON.stringify(this.known), { mode: 0o600 });
    renameSync(next, this.file);
  }

  private read(): z.output<typeof Signed> {
    if (this.known) return this.known;
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return (this.known = {});
      throw error;
    }
    return (this.known = Signed.parse(JSON.parse(text)));
  }
}
