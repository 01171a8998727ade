/** What a database contributes to the shared SQL: a connection, its differences as named facts, its errors classified. */
import { ProgrammerError, StoreUnavailable, TriageError } from "../errors.ts";
import type { SenderLock } from "./sender-lock.ts";
import type { StoreFaults } from "./store-faults.ts";
import type { Db, Tx } from "./tables.ts";

/**
 * A driver's error, classified. taken: a unique constraint (its name or its columns); race: the database rolled the
 * transaction back and asks for a retry; fault: it did not work.
 */
export type SortedError =
  | { readonly kind: "taken"; readonly what: string }
  | { readonly kind: "race" }
  | { readonly kind: "fault"; readonly fault: StoreUnavailable };

export interface Database {
  readonly db: Db;
  /** Rows can be locked and skipped (FOR UPDATE SKIP LOCKED); otherwise one writer at a time holds the whole store. */
  readonly locksRows: boolean;
  readonly faults: StoreFaults;
  /** The lock shared by every process that sends from this store. */
  readonly senders: SenderLock;
  /** Classifies an error of the driver; undefined for any other error. */
  sort(error: unknown): SortedError | undefined;
  /** Leaves no readable traces of rows just deleted, as far as the database allows. */
  shred(): Promise<void>;
  /** Throws when the connection no longer writes to the store (its file was removed or replaced). */
  present(): void;
}

/** Runs one piece of work; the driver's errors come out as StoreUnavailable, without the driver's own words. */
export async function withDatabase<T>(database: Database, work: (db: Db) => Promise<T>): Promise<T> {
  try {
    database.present();
    return await work(database.db);
  } catch (error) {
    if (error instanceof StoreUnavailable) database.faults.note(error);
    if (error instanceof TriageError) throw error;
    const sorted = database.sort(error);
    if (!sorted) throw error;
    if (sorted.kind === "fault") {
      database.faults.note(sorted.fault);
      throw sorted.fault;
    }
    if (sorted.kind === "race") {
      throw new StoreUnavailable("locked", "The store was busy with the same rows.", "Try again.");
    }
    throw new ProgrammerError("id", `The store already holds another row under this key (${sorted.what}).`);
  }
}

/**
 * Work in one transaction. Every write goes through here, even a single statement: where one writer holds the whole
 * store, waiting happens at the beginning of a transaction.
 */
export function transact<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return withDatabase(database, (db) => db.transaction().execute(work));
}

/**
 * A cause that is safe to log: the driver's code and nothing else. Its message may quote a row ("Failing row contains"),
 * and with it what people typed.
 */
export function scrubbed(driver: string, code: string): Error {
  return new Error(`${driver} ${code}`);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Times are compared as text, so only one spelling is accepted. @throws ProgrammerError */
export function instant(argument: string, value: string): string {
  if (INSTANT.test(value)) return value;
  throw new ProgrammerError(argument, `${argument} is not a UTC instant as toISOString writes it.`);
}
