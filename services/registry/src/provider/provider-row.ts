import { ModelReference, ProviderDialect, ProviderModel, ProviderPreset, type Provider } from '@archestra/contracts';
import { z } from 'zod';

/** A row of `provider` as the database hands it out. */
export interface ProviderRow {
  id: string;
  organizationId: string;
  name: string;
  preset: string;
  dialect: string;
  baseUrl: string;
  sealedKey: string | null;
  keyHint: string | null;
  priceSource: string | null;
  models: unknown;
  allowsUnlisted: boolean;
  fallbacks: unknown;
  isEnabled: boolean;
  checkedAt: Date | null;
  checkError: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** As people see it: the key stays here. */
export const toProvider = ({ sealedKey: _, ...row }: ProviderRow): Provider => ({
  ...row,
  preset: ProviderPreset.parse(row.preset),
  dialect: ProviderDialect.parse(row.dialect),
  models: z.array(ProviderModel).parse(row.models),
  fallbacks: z.array(ModelReference).parse(row.fallbacks),
  checkedAt: row.checkedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
