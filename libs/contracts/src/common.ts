import { z } from 'zod';

/** UUIDv7 (or any UUID): the id of every row. */
export const Id = z.uuid();
/** A short name that is part of tool names and subjects: `everything`, `github-issues`. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower case letters, digits and single dashes, 1 to 40 characters');
export const Timestamp = z.iso.datetime();
/** Anything JSON can carry. */
export const Json = z.json();
export const JsonObject = z.record(z.string(), z.unknown());
export const Empty = z.strictObject({});

/** Words to look for. PostgreSQL knows neither U+0000 nor half a character, so nothing that is kept holds one. */
export const SearchText = z
  .string()
  .max(200)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'text without U+0000 and halves of characters');

/** Cursor paging: `cursor` is opaque, `limit` 1 to 200. */
export const PageRequest = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** One page; `nextCursor` is null on the last one. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
