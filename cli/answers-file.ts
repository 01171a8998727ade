/** Reads an answer file: strict JSON, so that nothing a clinician wrote is silently dropped. */
import { LineCounter, parseDocument } from "yaml";

/** Far above any real case (a few kB); a larger file is a mistake, and is refused before it is parsed. */
const MAX_ANSWERS_FILE_BYTES = 1_000_000;

export type AnswersFile = { findings: Record<string, unknown> } | { faults: string[] };

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
  const extra = Object.keys(data).filter((key) => key !== "findings");
  if (extra.length > 0)
    return { faults: extra.map((key) => `"${key}" is not known beside "findings"; put findings inside it`) };
  return { findings: data.findings };
}

const invalidFile = (fault: string): AnswersFile => ({ faults: [fault] });

const isJsonMap = (data: unknown): data is Record<string, unknown> =>
  data !== null && typeof data === "object" && !Array.isArray(data);

function duplicateKeys(text: string): string[] {
  const lines = new LineCounter();
  return parseDocument(text, { lineCounter: lines, uniqueKeys: true, logLevel: "silent" })
    .errors.filter(({ code }) => code === "DUPLICATE_KEY")
    .map(({ pos }) => {
      const { line, col } = lines.linePos(pos[0]);
      const key = /^"?([^"\s:]{0,60})/.exec(text.slice(pos[0]))?.[1] ?? "";
      return `line ${line}, column ${col}: "${key}" is given twice; keep one`;
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
