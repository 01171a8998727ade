/**
 * What a protocol's claims are based on: claim, passage, reference, tier, how far it was verified, and its review. The
 * linter refuses what does not resolve; this shows what does, and which of the article's own numbers are unused.
 */
import { type Citation, EVIDENCE_MARKS, type Protocol, type SourceReference } from "./schema.ts";

interface CitedClaim {
  what: string;
  from: "article" | "extension" | "background";
  citations: readonly string[];
  support: string | undefined;
}

const MEANS: Record<Citation["mark"], string> = {
  V: "read",
  V2: "read second-hand",
  M: "from memory",
  NS: "no support found",
};

function claimsOf(protocol: Protocol): CitedClaim[] {
  const origin = (from: "seed" | "extension") => (from === "seed" ? "article" : "extension");
  const claim = (
    kind: string,
    part: {
      id: string;
      from: "seed" | "extension";
      citations: readonly string[];
      support?: string | undefined;
    },
  ): CitedClaim => ({
    what: `${kind} \`${part.id}\``,
    from: origin(part.from),
    citations: part.citations,
    support: part.support,
  });
  return [
    ...protocol.questions.map((part) => claim("question", part)),
    ...protocol.derived.map((part) => claim("derived finding", part)),
    ...protocol.rules.map((part) => claim("rule", part)),
    ...protocol.recommendations.map((part) => claim("recommendation", part)),
    ...protocol.scores.map((part) => claim("score", part)),
    ...protocol.background.map(
      ({ id, citations }): CitedClaim => ({
        what: `background \`${id}\``,
        from: "background",
        citations,
        support: undefined,
      }),
    ),
  ].filter(({ citations }) => citations.length > 0);
}

/** The whole report, as Markdown. */
export function citationReport(protocol: Protocol): string {
  const passages = new Map(protocol.citations.map((one) => [one.id, one]));
  const references = new Map(protocol.references.map((one) => [one.id, one]));
  const behind = (id: string): SourceReference | undefined =>
    references.get(passages.get(id)?.reference ?? "");
  const claims = claimsOf(protocol);
  const tiers = ["primary", "society", "secondary", "article"] as const;
  const counts = tiers.map((tier) => [
    tier,
    ...EVIDENCE_MARKS.map((mark) =>
      String(protocol.citations.filter((one) => one.mark === mark && behind(one.id)?.tier === tier).length),
    ),
  ]);
  const alone = claims.filter(({ citations }) => citations.every((id) => behind(id)?.tier === "article"));
  return [
    `# Citations of ${protocol.id} ${protocol.version}`,
    "",
    "Made by `npm run --silent protocol -- citations`; a test keeps it current.",
    `The protocol's own review: ${protocol.review}.`,
    "",
    "## How far the passages were verified",
    "",
    ...table(["tier", ...EVIDENCE_MARKS.map((mark) => `${mark} (${MEANS[mark]})`)], counts),
    "",
    ...protocol.references.filter(({ tier }) => tier === "article").flatMap((one) => dangling(protocol, one)),
    "## Claims that rest on the article alone",
    "",
    ...table(
      ["claim", "what the reader is told"],
      alone.map(({ what, support }) => [what, support ?? "shown as the article's statement"]),
    ),
    "",
    "## Claim -> passages",
    "",
    ...table(
      ["claim", "from", "passages (tier, mark)"],
      claims.map(({ what, from, citations }) => [
        what,
        from,
        citations.map((id) => `\`${id}\` (${behind(id)?.tier}, ${passages.get(id)?.mark})`).join(", "),
      ]),
    ),
    "",
    "## Passage -> reference",
    "",
    ...table(
      ["passage", "says", "reference", "mark", "remark"],
      protocol.citations.map(({ id, says, reference, number, mark, note }) => [
        `\`${id}\``,
        says,
        `\`${reference}\`${number ? ` [${number.join(", ")}]` : ""}`,
        mark,
        note ?? "",
      ]),
    ),
    "",
    "## References",
    "",
    ...table(
      ["reference", "tier", "title", "where", "review"],
      protocol.references.map(({ id, tier, title, authors, where, year, url, review }) => [
        `\`${id}\``,
        tier,
        `[${title}](${url})`,
        [authors, where, year].filter((part) => part !== undefined).join(". "),
        review ?? "",
      ]),
    ),
    "",
  ].join("\n");
}

/** The numbers that an article prints, and the titles that it leaves unnumbered. */
function dangling(protocol: Protocol, article: SourceReference): string[] {
  const own = protocol.citations.filter(({ reference }) => reference === article.id);
  const numbers = [...new Set(own.flatMap(({ number }) => number ?? []))].sort((a, b) => a - b);
  const titles = article.lists ?? [];
  const bare = own.filter(({ number }) => number === undefined).length;
  return [
    `## The numbers of \`${article.id}\` that lead nowhere`,
    "",
    `${article.title} (${article.authors ?? "no author"}, ${article.year ?? "no year"}): ${article.review ?? "not reviewed"}.`,
    "",
    `It prints the numbers ${numbers.map((number) => `[${number}]`).join(", ")} and ${titles.length} titles without a number.`,
    `Which title a number means is not known, so none of them is shown as a source of its own; ${bare} of its statements carry no number.`,
    "",
    ...table(
      ["number", "statements that carry it"],
      numbers.map((number) => [
        `[${number}]`,
        own
          .filter((one) => one.number?.includes(number))
          .map(({ id }) => `\`${id}\``)
          .join(", "),
      ]),
    ),
    "",
    ...titles.map((title) => `- ${title} (no number)`),
    "",
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
