import { Prisma } from '../generated/prisma/client.ts';

/** Whether something unique is there already (Prisma's error reference: P2002). */
export const isTaken = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
