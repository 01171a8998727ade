/** Where a protocol states what its article states, sentence by sentence: the file's form, its check, and the document. */
import { parse } from "yaml";
import { z } from "zod";
import type { Protocol } from "./schema.ts";

const line = z.string().regex(/^\S.*$/, "one line of text");
const sentenceSchema = z
  .strictObject({
    number: z.number().int().positive(),
    /** The section of the article that contains it. */
    part: line,
    /** Enough of its words to find it. */
    quote: line.refine((text) => text.split(/\s+/).length <= 6, "quote at most six words"),
    /** Its meaning, in our words. */
    says: line,
    /** Where the protocol says it: a kind and an id, such as "question.fever". */
    covered_by: z.array(line).default([]),
    /** Why the protocol does not say it, or says something else. */
    reason: line.optional(),
  })
  .refine(({ covered_by, reason }) => covered_by.length > 0 || reason !== undefined, {
    message: "say where it is covered (covered_by) or why it is not (reason)",
  });
const coverageSchema = z.strictObject({
  protocol: line,
  version: line,
  sentences: z.array(sentenceSchema).min(1),
});
type ArticleCoverage = z.infer<typeof coverageSchema>;

/** Texts of the protocol that belong to no list. */
const SINGLE_TEXTS = ["title", "review", "disclaimer", "urgencies"] as const;

function placesOf(protocol: Protocol): ReadonlySet<string> {
  const kinds = {
    question: protocol.questions,
    derived: protocol.derived,
    window: protocol.windows,
    rule: protocol.rules,
    recommendation: protocol.recommendations,
    background: protocol.background,
    reference: protocol.references,
    citation: protocol.citations,
  };
  return new Set([
    ...SINGLE_TEXTS.map((key) => `protocol.${key}`),
    ...Object.entries(kinds).flatMap(([kind, entries]) => entries.map(({ id }) => `${kind}.${id}`)),
  ]);
}

/** Reads the coverage of a protocol's article; the errors say what to correct, one line each. */
export function readArticleCoverage(
  text: string,
  protocol: Protocol,
): { coverage: ArticleCoverage } | { faults: string[] } {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch {
    return { faults: ["it is not YAML that can be read"] };
  }
  const reading = coverageSchema.safeParse(raw);
  if (!reading.success)
    return { faults: reading.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
  const coverage = reading.data;
  const places = placesOf(protocol);
  const faults = [
    ...(coverage.protocol === protocol.id && coverage.version === protocol.version
      ? []
      : [`it is of ${coverage.protocol} ${coverage.version}, not of ${protocol.id} ${protocol.version}`]),
    ...coverage.sentences.flatMap(({ number, covered_by }, position) => [
      ...(number === position + 1 ? [] : [`sentence ${number}: the numbers run from 1 without a gap`]),
      ...covered_by
        .filter((place) => !places.has(place))
        .map((place) => `sentence ${number}: the protocol has no ${place}`),
    ]),
  ];
  return faults.length > 0 ? { faults } : { coverage };
}

/** The coverage as Markdown. */
export function articleCoverageReport({ sentences }: ArticleCoverage, protocol: Protocol): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const missing = sentences.filter(({ covered_by }) => covered_by.length === 0);
  const otherwise = sentences.filter(({ covered_by, reason }) => covered_by.length > 0 && reason);
  return [
    "# The article, sentence by sentence",
    "",
    "Made by `npm run --silent protocol -- coverage > docs/generated/article-coverage.md`; do not edit.",
    "",
    `Protocol: ${protocol.id} ${protocol.version}, ${protocol.review}. ${sentences.length} sentences of the article: ` +
      `${sentences.length - missing.length - otherwise.length} said, ${otherwise.length} said otherwise or in part, ${missing.length} not said. Nobody but the authors of the protocol has checked this table.`,
    "",
    "| No. | Part | Begins or contains | Says | Where the protocol says it | Why not, or why otherwise |",
    "| --- | --- | --- | --- | --- | --- |",
    ...sentences.map(
      ({ number, part, quote, says, covered_by, reason }) =>
        `| ${number} | ${cell(part)} | "${cell(quote)}" | ${cell(says)} | ${covered_by.map((place) => `\`${place}\``).join(", ") || "not said"} | ${cell(reason ?? "")} |`,
    ),
    "",
  ].join("\n");
}
