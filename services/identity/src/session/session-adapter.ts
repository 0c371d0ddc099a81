import { createHash } from 'node:crypto';
import type { BetterAuthOptions, DBAdapter, DBTransactionAdapter, Where } from 'better-auth';

type AdapterFactory = (options: BetterAuthOptions) => DBAdapter;
type Row = Record<string, unknown>;

const hash = (token: string): string => createHash('sha256').update(token).digest('hex');

const isToken = (model: string, { field }: Where): boolean => model === 'session' && field === 'token';

/** Conditions on a session's token become conditions on its hash; nothing but a text can match. */
const hashed = (model: string, where: Where[]): Where[] =>
  where.map((condition) =>
    isToken(model, condition) ? { ...condition, value: hash(String(condition.value)) } : condition,
  );

const askedToken = (model: string, where: Where[]): string | undefined => {
  const value = where.find((condition) => isToken(model, condition))?.value;
  return typeof value === 'string' ? value : undefined;
};

/** The caller who showed the token gets it back in place of its hash: better-auth compares and renews with it. */
const withToken = <T>(row: T, token: string | undefined): T => (row && token !== undefined ? { ...row, token } : row);

const wrap = <A extends DBTransactionAdapter>(inner: A): A => ({
  ...inner,
  create: async <T extends Row, R = T>(request: {
    model: string;
    data: Omit<T, 'id'>;
    select?: string[] | undefined;
    forceAllowId?: boolean | undefined;
  }): Promise<R> => {
    const { model, data } = request;
    if (model !== 'session' || !('token' in data) || typeof data.token !== 'string') return inner.create<T, R>(request);
    return withToken(await inner.create<T, R>({ ...request, data: { ...data, token: hash(data.token) } }), data.token);
  },
  findOne: async <T>(request: Parameters<DBAdapter['findOne']>[0]): Promise<T | null> =>
    withToken(
      await inner.findOne<T>({ ...request, where: hashed(request.model, request.where) }),
      askedToken(request.model, request.where),
    ),
  findMany: <T>(request: Parameters<DBAdapter['findMany']>[0]): Promise<T[]> =>
    inner.findMany<T>(request.where ? { ...request, where: hashed(request.model, request.where) } : request),
  update: async <T>(request: Parameters<DBAdapter['update']>[0]): Promise<T | null> =>
    withToken(
      await inner.update<T>({ ...request, where: hashed(request.model, request.where) }),
      askedToken(request.model, request.where),
    ),
  delete: (request: Parameters<DBAdapter['delete']>[0]): Promise<void> =>
    inner.delete({ ...request, where: hashed(request.model, request.where) }),
  deleteMany: (request: Parameters<DBAdapter['deleteMany']>[0]): Promise<number> =>
    inner.deleteMany({ ...request, where: hashed(request.model, request.where) }),
});

/**
 * Keeps session tokens out of the database: better-auth stores them as they are, this stores their SHA-256. A token
 * is 32 random characters, so that an unsalted hash cannot be searched. What is not translated here finds no session.
 */
export const hashingSessions =
  (factory: AdapterFactory): AdapterFactory =>
  (options) => {
    const inner = factory(options);
    return { ...wrap(inner), transaction: (work) => inner.transaction((within) => work(wrap(within))) };
  };
