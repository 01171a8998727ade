/** Reads an answer file: strict JSON, so that nothing a clinician wrote is silently dropped. */
import { LineCounter, parseDocument } from "yaml";

/** Far above any real case (a few kB); a larger file is a mistake, and is refused before it is parsed. */
export const MAX_ANSWERS_FILE_BYTES = 1_000_000;

/** The findings of a file, and when and where they apply. */
export interface AnswersFileContent {
  findings: Record<string, unknown>;
  /** Milliseconds since the epoch; without it, the clock. */
  now?: number;
  /** The switches that the site signed for, by id. */
  site: Record<string, boolean>;
}

/** One thing that is wrong with a file. `key` is as somebody wrote it: it may be anything. */
export interface AnswersFileFault {
  says: string;
  key?: string;
  /** Line and column. */
  where?: string;
}

export type AnswersFile = AnswersFileContent | { faults: AnswersFileFault[] };

/** A fault as one line, for whoever wrote the file. */
export const fileFaultText = ({ says, key, where }: AnswersFileFault): string =>
  [where === undefined ? "" : `${where}: `, key === undefined ? "" : `"${key}" `, says].join("");

const KEYS = ["findings", "now", "site"];

/** The findings of a file's bytes, or one line for each thing wrong with it. */
export function readAnswersFile(bytes: Uint8Array): AnswersFile {
  if (bytes.byteLength > MAX_ANSWERS_FILE_BYTES)
    return invalidFile(
      `the input has ${bytes.byteLength} bytes; an answer file has at most ${MAX_ANSWERS_FILE_BYTES}`,
    );
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return invalidFile("the input is not UTF-8 text; save it as UTF-8");
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return invalidFile(
      `the input is not JSON${positionOf(text)}; it looks like {"findings": {"fever": true}}`,
    );
  }
  // JSON.parse keeps the last of two equal keys, and with it loses an answer
  const twice = duplicateKeys(text);
  if (twice.length > 0) return { faults: twice };
  if (!isJsonMap(data) || !isJsonMap(data.findings))
    return invalidFile('the input has no "findings" object; it looks like {"findings": {"fever": true}}');
  const extra = Object.keys(data).filter((key) => !KEYS.includes(key));
  if (extra.length > 0)
    return {
      faults: extra.map((key) => ({
        key,
        says: 'is not known beside "findings"; put findings inside it',
      })),
    };
  const { findings, now, site } = data;
  const faults: AnswersFileFault[] = [];
  const moment = now === undefined ? undefined : readNow(now);
  if (moment === null)
    faults.push({ says: '"now" is a date and a time with its zone, such as "2026-03-10T12:00:00+00:00"' });
  const switches = site === undefined ? {} : readSite(site);
  if (switches === null) faults.push({ says: '"site" holds switches that are true or false' });
  if (faults.length > 0) return { faults };
  return { findings, site: switches ?? {}, ...(typeof moment === "number" && { now: moment }) };
}

function readNow(now: unknown): number | null {
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
  const ms = typeof now === "string" && zoned.test(now) ? Date.parse(now) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

function readSite(site: unknown): Record<string, boolean> | null {
  if (!isJsonMap(site)) return null;
  const switches = Object.entries(site);
  return switches.every((entry): entry is [string, boolean] => typeof entry[1] === "boolean")
    ? Object.fromEntries(switches)
    : null;
}

const invalidFile = (fault: string): AnswersFile => ({ faults: [{ says: fault }] });

const isJsonMap = (data: unknown): data is Record<string, unknown> =>
  data !== null && typeof data === "object" && !Array.isArray(data);

function duplicateKeys(text: string): AnswersFileFault[] {
  const lines = new LineCounter();
  return parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: "silent" })
    .errors.filter(({ code }) => code === "DUPLICATE_KEY")
    .map(({ pos }) => {
      const { line, col } = lines.linePos(pos[0]);
      const key = /^"?([^"\s:]{0,60})/.exec(text.slice(pos[0]))?.[1] ?? "";
      return { where: `line ${line}, column ${col}`, key, says: "is given twice; keep one" };
    });
}

/** Where the text stops being JSON: the first syntax error that a tolerant reader meets, if it meets one. */
function positionOf(text: string): string {
  const lines = new LineCounter();
  const error = parseDocument(text, { lineCounter: lines, logLevel: "silent" }).errors[0];
  if (!error) return "";
  const { line, col } = lines.linePos(error.pos[0]);
  return ` (line ${line}, column ${col})`;
}
