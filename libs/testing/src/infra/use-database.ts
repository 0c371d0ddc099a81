import { beforeAll } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { atEnd } from './cleanup.ts';

/** A fresh, migrated database for the describe block (or file) that calls it; read it inside hooks and tests only. */
export const useDatabase = (first: string, ...others: string[]): (() => TestDatabase) => {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase(first, ...others);
  }, 30_000);
  atEnd(() => database?.drop());
  return () => {
    if (!database) throw new Error('The test database exists inside hooks and tests only.');
    return database;
  };
};
