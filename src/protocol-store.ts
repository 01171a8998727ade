/** The only reader of protocols/: a protocol with an error is refused here, before anybody is asked anything. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProtocolRefused, WordListsRefused } from "./errors.ts";
import { readWordLists, type WordLists } from "./language/word-lists.ts";
import { checkProtocol } from "./protocol/lint.ts";
import { readProtocol } from "./protocol/read.ts";
import type { Protocol } from "./protocol/schema.ts";
import { readSignedReview, reviewFileName, reviewStatus } from "./protocol/signed-review.ts";

/** The folder of every protocol version that this program can run. */
export const PROTOCOLS = fileURLToPath(new URL("../protocols/", import.meta.url));

/** A protocol's file: its id and its version. */
const PROTOCOL_FILE = /^(.+)-(\d+)\.(\d+)\.(\d+)\.yaml$/;

/** The protocols of a folder, the newest version first. */
export function protocolFiles(folder: string): string[] {
  const versions = readdirSync(folder).flatMap((name) => {
    const [, , ...numbers] = PROTOCOL_FILE.exec(name) ?? [];
    return numbers.length > 0 ? [{ name, numbers: numbers.map(Number) }] : [];
  });
  versions.sort((a, b) => {
    const at = a.numbers.findIndex((number, place) => number !== b.numbers[place]);
    return at === -1 ? 0 : (b.numbers[at] ?? 0) - (a.numbers[at] ?? 0);
  });
  return versions.map(({ name }) => join(folder, name));
}

const [newest, before = newest] = protocolFiles(PROTOCOLS);
if (newest === undefined || before === undefined) throw new Error(`there is no protocol in ${PROTOCOLS}`);

/** The newest version that is installed: new cases run on it, and answer files are assessed under it. */
export const NEWEST_PROTOCOL = newest;

/** The version that cases ran on before the newest; the newest where it is the only one. */
export const PROTOCOL_BEFORE = before;

/** The folder of the word lists, one file for each version: en-1.0.0.yaml. */
export const WORD_LISTS = join(PROTOCOLS, "words");

export interface LoadedProtocol {
  protocol: Protocol;
  /** SHA-256 of the file's text, in hexadecimal: an encounter is pinned to it. */
  hash: string;
  text: string;
}

/** What a text was read as, by its hash: reading and linting one takes half a second, and its text never changes. */
const readTexts = new Map<string, { protocol: Protocol; linted: boolean }>();

/** Loads a protocol to run new encounters on; throws ProtocolRefused when it has an error. */
export function loadProtocol(file: string = NEWEST_PROTOCOL): LoadedProtocol {
  const text = decodeUtf8(file);
  const hash = hashOf(text);
  const before = readTexts.get(hash);
  if (before?.linted) return reviewed(file, before.protocol, text, hash);
  const { protocol, issues } = checkProtocol(text, file);
  if (protocol === null || issues.some(({ severity }) => severity === "error"))
    throw new ProtocolRefused(file, issues);
  readTexts.set(hash, { protocol, linted: true });
  return reviewed(file, protocol, text, hash);
}

/** The word lists of the highest version: what people type is read with them, whatever their case is pinned to. */
export function newestWordLists(folder = WORD_LISTS): string {
  const files = readdirSync(folder).filter((name) => /^en-\d+\.\d+\.\d+\.yaml$/.test(name));
  const byVersion = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });
  return join(folder, files.sort(byVersion).at(-1) ?? "en-1.0.0.yaml");
}

/** Loads the closed lists of words; throws WordListsRefused with every fault, its place and its remedy. */
export function loadWordLists(file: string = newestWordLists()): WordLists {
  const text = decodeUtf8(file);
  const reading = readWordLists(text, hashOf(text));
  if ("issues" in reading) throw new WordListsRefused(file, reading.issues);
  return reading.lists;
}

/** Every version in a folder, by what an encounter is pinned to. */
export interface ProtocolStore {
  readonly all: readonly LoadedProtocol[];
  find(pin: { id: string; version: string; hash: string }): LoadedProtocol | undefined;
}

/**
 * Reads every protocol of a folder; throws ProtocolRefused for one that cannot be read. They are not linted: a version
 * was linted when it was new, and pinned versions must stay loadable when the linter becomes stricter.
 */
export function loadProtocolStore(folder: string): ProtocolStore {
  const files = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  const all = files.sort().map((name): LoadedProtocol => {
    const file = join(folder, name);
    const text = decodeUtf8(file);
    const hash = hashOf(text);
    const before = readTexts.get(hash);
    if (before) return reviewed(file, before.protocol, text, hash);
    const reading = readProtocol(text, file);
    if ("issues" in reading) throw new ProtocolRefused(file, reading.issues);
    readTexts.set(hash, { protocol: reading.protocol, linted: false });
    return reviewed(file, reading.protocol, text, hash);
  });
  const key = (id: string, version: string, hash: string) => `${id}@${version}#${hash}`;
  const byPin = new Map(all.map((one) => [key(one.protocol.id, one.protocol.version, one.hash), one]));
  return { all, find: ({ id, version, hash }) => byPin.get(key(id, version, hash)) };
}

/** SHA-256 of a protocol's text, in hexadecimal. */
export const hashOf = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** The path of the signed review for a protocol's file, if there is one. */
export const reviewFileOf = (file: string, protocol: Protocol): string =>
  join(dirname(file), "reviews", reviewFileName(protocol));

/** Today's date in the time zone furthest ahead: nobody has signed on a later one. */
export const latestDay = (now: number = Date.now()): string =>
  new Date(now + 14 * 3_600_000).toISOString().slice(0, 10);

/** The review status comes from a valid signed review next to the file; an invalid one is ignored. */
function reviewed(file: string, protocol: Protocol, text: string, hash: string): LoadedProtocol {
  const reviewFile = reviewFileOf(file, protocol);
  if (!existsSync(reviewFile)) return { protocol, hash, text };
  const reading = readSignedReview(readFileSync(reviewFile, "utf8"), reviewFile, {
    protocol,
    hash,
    today: latestDay(),
  });
  return "issues" in reading
    ? { protocol, hash, text }
    : {
        protocol: { ...protocol, ...protocol.once_reviewed, review: reviewStatus(reading.review) },
        hash,
        text,
      };
}

/** Bytes that are not UTF-8 would be replaced silently, and the hash would cover something other than the file. */
function decodeUtf8(file: string): string {
  const bytes = readFileSync(file);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const issue = { file, line: 1, column: 1, severity: "error", code: "not-utf-8", path: "" } as const;
    throw new ProtocolRefused(file, [
      { ...issue, message: "the file is not UTF-8 text", remedy: "save it with the encoding UTF-8" },
    ]);
  }
}
