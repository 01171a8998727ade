/** Sources: no claim without one that was read, no memory shown as a citation, no extension without its label. */
import type { Path } from "../issue.ts";
import type { Citation, Protocol } from "../schema.ts";
import type { ReportIssue } from "./report.ts";

const UNREAD: readonly Citation["mark"][] = ["M", "NS"];

export function checkSources(protocol: Protocol, report: ReportIssue): void {
  const articles = new Set(protocol.references.filter(({ tier }) => tier === "article").map(({ id }) => id));
  const citations = new Map(protocol.citations.map((citation) => [citation.id, citation]));
  const found = (ids: readonly string[]) => ids.map((id) => citations.get(id));
  const isArticle = (citation: Citation | undefined) =>
    citation !== undefined && articles.has(citation.reference);

  protocol.citations.forEach((citation, at) => {
    if (isArticle(citation) || !UNREAD.includes(citation.mark)) return;
    const message = `the citation "${citation.id}" is marked ${citation.mark}: nobody read it there`;
    report(
      "unread-citation",
      ["citations", at, "mark"],
      message,
      "read the source and mark it V or V2, or remove the citation",
    );
  });

  /** A claim needs a source that was read, or the admission that there is none. */
  const claim = (
    what: string,
    part: { citations: readonly string[]; support?: string | undefined },
    path: Path,
  ) => {
    const sources = found(part.citations);
    if (sources.length === 0 || part.support !== undefined) return;
    // an unread work other than the article is already reported where it is defined
    if (!sources.every((citation) => isArticle(citation) && citation && UNREAD.includes(citation.mark)))
      return;
    const only = part.citations.join(", ");
    const admit = path[0] === "questions" || path[0] === "recommendations" ? ", or say so under support" : "";
    const message = `the ${what} rests only on what nobody read (M, NS): ${only}`;
    report("unread-source", [...path, "citations"], message, `add a citation marked V or V2${admit}`);
  };
  protocol.questions.forEach((part, at) => {
    claim(`question "${part.id}"`, part, ["questions", at]);
  });
  protocol.derived.forEach((part, at) => {
    claim(`derived finding "${part.id}"`, part, ["derived", at]);
  });
  protocol.recommendations.forEach((part, at) => {
    claim(`recommendation "${part.id}"`, part, ["recommendations", at]);
  });
  protocol.scores.forEach((part, at) => {
    claim(`score "${part.id}"`, part, ["scores", at]);
  });

  /** Whatever does not come from the article says that it is an extension. */
  const labelled = (what: string, from: "seed" | "extension", ids: readonly string[], path: Path) => {
    const sources = found(ids);
    if (from !== "seed" || sources.includes(undefined) || sources.some(isArticle)) return;
    const message = `the ${what} says it is from the article and cites nothing of it: an extension without its label`;
    report(
      "unlabelled-extension",
      [...path, "from"],
      message,
      "write from: extension, or cite the article's statement",
    );
  };
  protocol.questions.forEach((part, at) => {
    labelled(`question "${part.id}"`, part.from, part.citations, ["questions", at]);
  });
  protocol.recommendations.forEach((part, at) => {
    labelled(`recommendation "${part.id}"`, part.from, part.citations, ["recommendations", at]);
  });
  const cited = new Map(protocol.recommendations.map(({ id, citations: ids }) => [id, ids]));
  protocol.rules.forEach((rule, at) => {
    // a rule shows the sources of what it recommends
    const lists = rule.recommend.map(({ id }) => cited.get(id));
    if (lists.includes(undefined)) return;
    labelled(
      `rule "${rule.id}"`,
      rule.from,
      [...rule.citations, ...lists.flatMap((ids) => ids ?? [])],
      ["rules", at],
    );
  });
}
