/** The end of the form: every action in full, the scores, answers that do not fit together, and the sources. */

import { type SvgChild, svgElement } from "../pictures/markup.ts";
import type { Protocol, Recommendation, Role, SourceReference } from "../protocol/schema.ts";
import { conditionWords, findingLabel, recommendationName } from "../triage/describe.ts";
import { index } from "../triage/index-of-protocol.ts";
import { citeNumbers, MARK_WORDS } from "../views/cited-sources.ts";
import { blank, dagger, tick } from "./form-answers.ts";
import { conditionList } from "./form-condition.ts";
import { citationMarks, head } from "./form-rules.ts";

/** Everything that the rules refer to. */
export const appendix = (protocol: Protocol, role: Role): SvgChild[] => [
  svgElement("h2", {}, "Actions in full"),
  actionList(protocol, role),
  scoreTables(protocol),
  contradictions(protocol),
  svgElement("h2", {}, "Sources"),
  sources(protocol),
];

function actionList(protocol: Protocol, role: Role): SvgChild {
  return svgElement(
    "ul",
    { class: "columns" },
    ...protocol.recommendations.map((part) => {
      const limit = index(protocol).windows.get(part.window ?? "")?.label;
      return svgElement(
        "li",
        {},
        filledTemplate(part.text[role]),
        limit ? svgElement("em", {}, ` ${limit}.`) : null,
        dagger(part.from),
        citationMarks(protocol, part.citations),
        recommendationRemarks(protocol, part),
      );
    }),
  );
}

/** The parts that a running case fills in are lines to write on. */
const filledTemplate = (text: string): SvgChild[] =>
  text.split(/(\{\w+\})/).map((part) => (/^\{\w+\}$/.test(part) ? blank("long") : part));

function recommendationRemarks(
  protocol: Protocol,
  { gate, replaced, notes, support, audience }: Recommendation,
): SvgChild[] {
  const say = (text: string, className = "hint") => svgElement("div", { class: className }, text);
  return [
    gate
      ? say(
          gate.only_if
            ? `Withheld unless ${conditionWords(protocol, gate.only_if)}. ${gate.reason} Released by: ${gate.released_by.map((id) => findingLabel(protocol, id)).join(", ")}.`
            : `Withheld until each of these is met. ${gate.reason} ${gate.requires.map(({ say: step }) => step).join(" ")}`,
          "gate",
        )
      : null,
    ...replaced.map(({ by, when }) =>
      say(`Replaced while ${conditionWords(protocol, when)}, by: ${recommendationName(protocol, by)}.`),
    ),
    ...notes.map(({ when, say: text }) => say(when ? `If ${conditionWords(protocol, when)}: ${text}` : text)),
    support ? say(support) : null,
    audience === "owner" ? say("For the owner of the case.") : null,
  ];
}

function scoreTables(protocol: Protocol): SvgChild[] {
  return protocol.scores.map((score) => [
    svgElement("h3", {}, score.label, citationMarks(protocol, score.citations)),
    svgElement(
      "table",
      { class: "rules" },
      head("Item", "Holds when", "Points", "Given"),
      ...score.items.map(({ label, points, when }) =>
        svgElement(
          "tr",
          {},
          svgElement("td", {}, label),
          svgElement("td", {}, conditionList(protocol, when)),
          svgElement("td", {}, String(points)),
          svgElement("td", { class: "write" }),
        ),
      ),
      svgElement(
        "tr",
        {},
        svgElement(
          "td",
          { colspan: 3 },
          `Sum; likely from ${score.likely_from}. An item that is not known makes two sums: without it and with it.`,
        ),
        svgElement("td", { class: "write" }),
      ),
    ),
    dagger(score.from),
  ]);
}

function contradictions(protocol: Protocol): SvgChild {
  if (protocol.contradictions.length === 0) return null;
  return [
    svgElement("h3", {}, "Answers that do not fit together"),
    svgElement("p", {}, "Settle them with whoever gave them. Until then the more dangerous one counts."),
    svgElement(
      "ul",
      { class: "actions" },
      ...protocol.contradictions.map(({ say }) => svgElement("li", {}, tick(say))),
    ),
  ];
}

/** Every source that a number on these pages refers to, under its work. */
function sources(protocol: Protocol): SvgChild {
  const { citations, references } = index(protocol);
  const parts = [protocol.derived, protocol.rules, protocol.recommendations, protocol.scores].flat();
  const numbers = citeNumbers(
    protocol,
    parts.flatMap((part) => part.citations),
  );
  const cited = numbers.flatMap((number) => {
    const citation = protocol.citations[number - 1];
    return citation ? [{ number, citation }] : [];
  });
  const byWork = Map.groupBy(cited, ({ citation }) => citation.reference);
  const statement = ({ number, citation: { id } }: (typeof cited)[number]): SvgChild => {
    const { says, note, mark, number: printed } = citations.get(id) ?? { says: id, mark: "M" as const };
    const how = [...(printed ? [`printed as [${printed.join(", ")}]`] : []), MARK_WORDS[mark]].join(", ");
    return [
      svgElement("strong", {}, `[${number}] `),
      says,
      note ? ` ${note}` : "",
      svgElement("span", { class: "hint" }, ` (${how}) `),
    ];
  };
  return svgElement(
    "ul",
    { class: "columns sources" },
    ...[...byWork].map(([work, lines]) =>
      svgElement(
        "li",
        {},
        ...lines.map(statement),
        svgElement("span", { class: "hint" }, workText(references.get(work), work)),
      ),
    ),
  );
}

const workText = (reference: SourceReference | undefined, id: string): string =>
  reference
    ? [reference.authors, reference.title, reference.where, reference.review, reference.url]
        .flatMap((part) => part?.replace(/\.$/, "") ?? [])
        .join(". ")
    : id;
