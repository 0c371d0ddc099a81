import {
  AppError,
  registryEvents,
  type Configuration,
  type ConfigurationField,
  type ServerSource,
} from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import type { Change } from './catalog.ts';
import type { Transaction } from './database.store.ts';

const firstMessage = {
  package: 'Waiting for the orchestrator to start the server.',
  image: 'Waiting for the orchestrator to start the server.',
  remote: 'Waiting for the orchestrator to connect to the server.',
  builtin: 'Waiting for the service to answer.',
} as const;

export interface NewInstallation {
  catalogItemId: string;
  catalogVersionId: string;
  version: string;
  name: string;
  title: string;
  description: string;
  source: ServerSource;
  fields: ConfigurationField[];
  configuration: z.output<typeof Configuration>;
  adopts?: { namespace: string; name: string; uid: string };
}

/** Until the transaction ends nobody else changes this installation, its tools or its state. Locks nothing when there is none. */
export const lockInstallation = async (transaction: Transaction, organizationId: string, id: string): Promise<void> => {
  await transaction.$queryRaw`
    SELECT 1 FROM installation WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
};

/** The row of a new installation; a taken name is the caller's to explain. Returns its id. */
export const insertInstallation = async (
  { transaction, tell, actor }: Change,
  { adopts, ...input }: NewInstallation,
): Promise<string> => {
  const id = uuid();
  await transaction.installation.create({
    data: {
      ...input,
      ...(adopts ? { adopts } : {}),
      id,
      organizationId: actor.organizationId,
      statusMessage: firstMessage[input.source.kind],
    },
  });
  tell(registryEvents.installationCreated, { ...actor, data: { id, name: input.name } });
  return id;
};

const MAX_NAME = 40;
const ATTEMPTS = 100;

/** The wished name, or the first of `name-2`, `name-3` … that `isTaken` does not know. */
export const freeName = async (wished: string, isTaken: (name: string) => Promise<boolean>): Promise<string> => {
  for (let count = 1; count <= ATTEMPTS; count += 1) {
    const suffix = count === 1 ? '' : `-${count}`;
    const name = `${wished.slice(0, MAX_NAME - suffix.length).replace(/-+$/, '')}${suffix}`;
    if (!(await isTaken(name))) return name;
  }
  throw new AppError('CONFLICT', `The name ${wished} and its numbered forms are taken. Choose another name.`);
};

/** Whether the organization has an installation of this name. */
export const hasInstallation =
  (transaction: Transaction, organizationId: string) =>
  async (name: string): Promise<boolean> =>
    (await transaction.installation.count({ where: { organizationId, name } })) > 0;
