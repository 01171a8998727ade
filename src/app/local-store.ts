/** Where the command-line programs keep cases: which store, under which key, and what they print about it. */
import { existsSync } from "node:fs";
import type { ServiceParts } from "../bot/service.ts";
import { ProtocolRefused, TriageError } from "../errors.ts";
import {
  type LoadedProtocol,
  loadProtocol,
  loadProtocolStore,
  loadWordLists,
  PROTOCOLS,
  type ProtocolStore,
} from "../protocol-store.ts";
import { masterKeyFor, sqlitePath } from "../store/key-file.ts";
import { openStore } from "../store/open-store.ts";
import type { Store, StoredEncounter } from "../store/store.ts";

const DEFAULT_STORE = "sqlite:./data/triage.db";

export interface StoreWithNotice {
  store: Store;
  /** A key was made: print this once. */
  notice: string | null;
}

/** The store that was named, that TRIAGE_STORE names, or the one in ./data. */
export const storeUrl = (named: string | undefined): string =>
  named ?? (process.env.TRIAGE_STORE || DEFAULT_STORE);

/** @throws TriageError with what is wrong and its remedy */
export async function openTerminalStore(url: string): Promise<StoreWithNotice> {
  const { key, made } = masterKeyFor(url, process.env.TRIAGE_MASTER_KEY);
  const store = await openStore(url, { masterKey: key });
  const notice =
    made === null
      ? null
      : `Cases are kept in ${sqlitePath(url)}, sealed with the key in ${made}. Without that key nobody can read them: keep a copy of it elsewhere.`;
  return { store, notice };
}

/** For programs that only read: a store that does not exist is not created. */
export async function openExistingStore(url: string): Promise<Store> {
  const path = sqlitePath(url);
  if (path !== null && !existsSync(path))
    throw new TriageError("no-store", `There is no store at ${path}.`, "Name another with --store.");
  return (await openTerminalStore(url)).store;
}

/** A case that is still kept. @throws TriageError when there is none of this name, or it was forgotten */
export async function readableCase(store: Pick<Store, "cases">, handle: string): Promise<StoredEncounter> {
  const found = await store.cases.loadByHandle(handle);
  if (!found || found.encounter.forgottenAt !== null)
    throw new TriageError(
      "no-case",
      found ? "That case is forgotten: what it held is destroyed." : "There is no such case in this store.",
      "Check the name, or name another store with --store.",
    );
  return found;
}

/** The protocol that is run, every version that a case may be pinned to, and the words that are known. */
export function installedProtocols(): { latest: LoadedProtocol } & Pick<ServiceParts, "find" | "lists"> {
  const latest = loadProtocol();
  const library: ProtocolStore = loadProtocolStore(PROTOCOLS);
  return {
    latest,
    find: (pin) => (pin.hash === latest.hash ? latest : library.find(pin)),
    lists: loadWordLists(),
  };
}

/** Runs a program and sets its exit code. A known error prints one or two lines, a wrong option the usage; both exit 2. */
export async function runToExitCode(program: () => Promise<number>, usage: string): Promise<void> {
  try {
    process.exitCode = await program();
  } catch (error) {
    if (error instanceof TriageError) process.stderr.write(`${error.message}\n${error.remedy}\n`);
    else if (error instanceof ProtocolRefused) process.stderr.write(`${error.message}\n`);
    else if (isUsageError(error)) process.stderr.write(`${error.message.split(". ")[0]}\n${usage}\n`);
    else throw error;
    process.exitCode = 2;
  }
}

/** A wrong option, as node:util reports it. */
const isUsageError = (error: unknown): error is Error =>
  error instanceof Error && String((error as { code?: unknown }).code).startsWith("ERR_PARSE_ARGS");
