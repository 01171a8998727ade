/**
 * Text -> Protocol, or every reason why it is none. Nothing is guessed and nothing unknown is skipped.
 *
 * The `yaml` package is used here, in a pure folder, because it keeps the position of every node: an author gets the
 * line and the column of an error instead of a path to count out. It does no I/O.
 */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { byLocation, type Issue, type Locate, type Path } from "./issue.ts";
import { type Protocol, protocolSchema } from "./schema.ts";
import { schemaIssues, wordsFor } from "./schema-issues.ts";

export type ProtocolReading = { protocol: Protocol; locate: Locate } | { issues: Issue[] };

/**
 * Reads a protocol file's text.
 * @param file its name, for messages only
 */
export function readProtocol(text: string, file: string): ProtocolReading {
  const lines = new LineCounter();
  // the first of two equal keys would silently win: uniqueKeys makes it an error
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults = syntaxIssues(document, at);
  if (faults.length > 0) return { issues: faults };

  const locate: Locate = (path) => at(offsetOf(document, path));
  let raw: unknown;
  try {
    raw = document.toJS();
  } catch (cause) {
    // an alias without its anchor, or aliases that multiply endlessly
    const message = cause instanceof Error ? cause.message : String(cause);
    return {
      issues: [fileIssue(at(0), "yaml-syntax", message, "write the part out instead of using * and &")],
    };
  }
  if (raw === null || typeof raw !== "object" || Array.isArray(raw)) {
    const message = raw === null ? "the file is empty" : "the file is not a mapping of keys";
    return {
      issues: [fileIssue(at(0), "not-a-protocol", message, "begin it with id:, version:, title: and so on")],
    };
  }
  const result = protocolSchema.safeParse(raw, { error: wordsFor });
  if (result.success) return { protocol: result.data, locate };
  const page = {
    value: locate,
    key: (path: Path) => at(keyOffsetOf(document, path) ?? offsetOf(document, path)),
    typed: (path: Path) => {
      const node = document.getIn(path, true);
      return isScalar(node) ? (node.source ?? String(node.value)) : "";
    },
  };
  return { issues: schemaIssues(result.error.issues, raw, page).sort(byLocation) };
}

const fileIssue = (
  place: { file: string; line: number; column: number },
  code: string,
  message: string,
  remedy: string,
): Issue => ({
  ...place,
  severity: "error",
  code,
  path: "",
  message,
  remedy,
});

/** YAML's own errors that authors meet, in their words, and what to do about them. */
const SYNTAX: Record<string, { message?: string; remedy: string }> = {
  TAB_AS_INDENT: { message: "a tab stands where spaces should indent", remedy: "indent with spaces" },
  BAD_INDENT: {
    message: "the indentation does not fit, or a [ or { above was not closed",
    remedy: "line it up with its neighbours above, and close every [ and {",
  },
  MISSING_CHAR: { remedy: "close the quote or the bracket that was opened" },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a text has ": " in it, which begins another key',
    remedy: "put the whole text in quotes, or start a new line",
  },
  BAD_SCALAR_START: { remedy: "put the text in quotes" },
  TAG_RESOLVE_FAILED: { remedy: "remove the word that begins with !, or put the text in quotes" },
  MULTIPLE_DOCS: { remedy: "keep one protocol in a file: remove the line ---" },
};

function syntaxIssues(
  document: Document,
  at: (offset: number) => { file: string; line: number; column: number },
): Issue[] {
  const repeated: Issue[] = [];
  const other: Issue[] = [];
  for (const { code, message, pos } of [...document.errors, ...document.warnings])
    if (code === "DUPLICATE_KEY")
      repeated.push(fileIssue(at(pos[0]), "duplicate-key", "this key is here twice", "keep one of the two"));
    else {
      const known = SYNTAX[code];
      const remedy =
        known?.remedy ?? "compare with the lines above: two spaces a level, texts with : or # in quotes";
      other.push(fileIssue(at(pos[0]), "yaml-syntax", known?.message ?? message, remedy));
    }
  // the first syntax error causes most of those after it
  return [...repeated, ...other.slice(0, 1)].sort(byLocation);
}

/** Where the value at a path begins, or the deepest part of the path that exists. */
function offsetOf(document: Document, path: Path): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    if (!isMap(node) && !isSeq(node)) break;
    const next = node.get(step, true) as Node | undefined;
    if (!next?.range) break;
    node = next;
    // an empty value is located after the colon; the key is easier to see
    offset =
      isScalar(next) && next.value === null && next.range[0] === next.range[1] ? offset : next.range[0];
  }
  return offset;
}

/** Where the last key of a path is written. */
function keyOffsetOf(document: Document, path: Path): number | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}
