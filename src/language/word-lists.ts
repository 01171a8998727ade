/**
 * The closed lists of words that the bot knows, as data in protocols/words/: their schema, and the reader of their file. The
 * lists are read once at the edge and handed to whatever reads what people type. Pure.
 */
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { answerWordsSchema, type WordListsPin, wordListSchema } from "../answers/answer-words.ts";
import { type Path, pathText } from "../protocol/issue.ts";
import { COMMANDS, type CommandName } from "./command-list.ts";
import { findingWordsByQuestionSchema, wordSetsSchema } from "./free-text/finding-words.ts";
import { readerWordsSchema } from "./free-text/reader-words.ts";

const list = wordListSchema;
/** A released list stays as it is when a later version of the program has one more command. */
const commandWords = list.default([]);

const wordListsSchema = z.strictObject({
  /** The language of the words, as BCP 47 writes it. */
  language: z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/, "a language tag is needed, such as en"),
  version: z.string().regex(/^\d+\.\d+\.\d+$/, "a version is three numbers, such as 1.0.0"),
  answers: answerWordsSchema,
  replies: z.strictObject({
    confirm: list,
    reject: list,
    none_of_these: list.default([]),
    all_normal: list.default([]),
    rest_no: list.default([]),
  }),
  reply_with_words: z.strictObject({
    yes: list,
    no: list,
    turn: list,
    fine: list,
    taken_back: list,
    not_now: list,
    somebody_else: list,
  }),
  commands: z.strictObject(
    Object.fromEntries(COMMANDS.map(({ name }) => [name, commandWords])) as Record<
      CommandName,
      typeof commandWords
    >,
  ),
  command_arguments: z.strictObject({
    reason: list,
    unable: list,
    declined: list,
    me: list,
    anyway: list,
    starts_with_findings: list,
  }),
  chat: z.strictObject({ phrases: list, begin: list, decline: list }),
  patient: z.strictObject({ another: list, patient: list, label: list, female: list, male: list }),
  questions: z.strictObject({ begin: list }),
  results: z.strictObject({
    nouns: list,
    linking: list,
    arrived: list,
    all: list,
    dropped: list,
    said_to_be_results: list,
    whose: list,
  }),
  reader: readerWordsSchema,
  sets: wordSetsSchema,
  findings: findingWordsByQuestionSchema,
});

export type WordLists = z.output<typeof wordListsSchema> & WordListsPin;

/** One thing that is wrong with a file of words: where, what, and how to mend it. */
export interface WordListsIssue {
  line: number;
  column: number;
  message: string;
  remedy: string;
}

/**
 * Reads a file of word lists.
 * @param hash SHA-256 of the text, in hexadecimal
 */
export function readWordLists(
  text: string,
  hash: string,
): { lists: WordLists } | { issues: readonly WordListsIssue[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const issueAt = (offset: number, message: string, remedy: string): WordListsIssue => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1), message, remedy };
  };
  const [syntax] = document.errors;
  if (syntax)
    return {
      issues: [
        issueAt(syntax.pos[0], syntax.message, "mend the YAML there: two spaces a level, commas in [ ]"),
      ],
    };
  const offsetOf = (path: Path): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node?.range) return node.range[0];
    }
    return 0;
  };
  const result = wordListsSchema.safeParse(document.toJS() ?? {});
  const issues = result.success
    ? [
        ...repeatedWords(result.data).map(({ path, word }) =>
          issueAt(offsetOf(path), `${pathText(path)} lists "${word}" twice`, "keep one of the two"),
        ),
        ...unknownSets(result.data).map(({ path, word }) =>
          issueAt(
            offsetOf(path),
            `"${word}" names a set that is not there`,
            "add the set, or correct its name",
          ),
        ),
      ]
    : result.error.issues.map((issue) => issueAt(offsetOf(issue.path as Path), ...wordsFor(issue)));
  if (!result.success || issues.length > 0) return { issues };
  return { lists: { ...result.data, hash } };
}

function wordsFor(issue: z.core.$ZodIssue): [message: string, remedy: string] {
  const where = pathText(issue.path as Path) || "the file";
  if (issue.code === "unrecognized_keys")
    return [
      `${where} has the key ${issue.keys.join(", ")}, which nothing reads`,
      "remove it, or correct its name",
    ];
  if (issue.code === "invalid_type" && issue.expected === "string")
    return [`${where} is not text`, "put the word in quotes: true, null and numbers are none without"];
  if (issue.code === "invalid_type")
    return [`${where} is missing or is no ${issue.expected}`, "list its words in [ ]"];
  return [`${where}: ${issue.message}`, "compare it with the released file of words"];
}

/** A word listed twice in one list; the first counts, and the second is a slip. */
function repeatedWords(lists: unknown, path: Path = []): { path: Path; word: string }[] {
  if (Array.isArray(lists))
    return lists.flatMap((word: string, at) =>
      lists.indexOf(word) < at ? [{ path: [...path, at], word }] : [],
    );
  return typeof lists === "object" && lists !== null
    ? Object.entries(lists).flatMap(([key, part]) => repeatedWords(part, [...path, key]))
    : [];
}

/** Phrases with a set in braces that the file does not have. */
function unknownSets({ sets, findings }: z.output<typeof wordListsSchema>): { path: Path; word: string }[] {
  const inside = (part: unknown, path: Path): { path: Path; word: string }[] => {
    if (typeof part === "string")
      return [...part.matchAll(/\{(\w+)\}/g)].some(([, name = ""]) => sets[name] === undefined)
        ? [{ path, word: part }]
        : [];
    return typeof part === "object" && part !== null
      ? Object.entries(part).flatMap(([key, each]) =>
          inside(each, [...path, Array.isArray(part) ? Number(key) : key]),
        )
      : [];
  };
  return inside(findings, ["findings"]);
}
