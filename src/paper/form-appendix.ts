/** The end of the form: every action in full, the scores, answers that do not fit together, and the sources. */
import { citeNumbers, MARK_WORDS } from "../conversation/cited.ts";
import { type Child, el } from "../pictures/markup.ts";
import type { Protocol, Recommendation, Reference, Role } from "../protocol/schema.ts";
import { conditionWords, findingLabel, recommendationName } from "../triage/describe.ts";
import { index } from "../triage/index-of-protocol.ts";
import { blank, dagger, tick } from "./form-answers.ts";
import { conditionList } from "./form-condition.ts";
import { cite, head } from "./form-rules.ts";

/** Everything that the rules point to. */
export const appendix = (protocol: Protocol, role: Role): Child[] => [
  el("h2", {}, "Actions in full"),
  actionList(protocol, role),
  scoreTables(protocol),
  contradictions(protocol),
  el("h2", {}, "Sources"),
  sources(protocol),
];

function actionList(protocol: Protocol, role: Role): Child {
  return el(
    "ul",
    { class: "columns" },
    ...protocol.recommendations.map((part) => {
      const limit = index(protocol).windows.get(part.window ?? "")?.label;
      return el(
        "li",
        {},
        filled(part.text[role]),
        limit ? el("em", {}, ` ${limit}.`) : null,
        dagger(part.from),
        cite(protocol, part.citations),
        remarks(protocol, part),
      );
    }),
  );
}

/** What a running case fills in is left as a line to write on. */
const filled = (text: string): Child[] =>
  text.split(/(\{\w+\})/).map((part) => (/^\{\w+\}$/.test(part) ? blank("long") : part));

function remarks(protocol: Protocol, { gate, replaced, notes, support, audience }: Recommendation): Child[] {
  const say = (text: string, className = "hint") => el("div", { class: className }, text);
  return [
    gate
      ? say(
          `Withheld unless ${conditionWords(protocol, gate.only_if)}. ${gate.reason} Released by: ${gate.released_by.map((id) => findingLabel(protocol, id)).join(", ")}.`,
          "gate",
        )
      : null,
    replaced
      ? say(
          `Replaced while ${conditionWords(protocol, replaced.when)}, by: ${recommendationName(protocol, replaced.by)}.`,
        )
      : null,
    ...notes.map(({ when, say: text }) => say(when ? `If ${conditionWords(protocol, when)}: ${text}` : text)),
    support ? say(support) : null,
    audience === "owner" ? say("For the owner of the case.") : null,
  ];
}

function scoreTables(protocol: Protocol): Child[] {
  return protocol.scores.map((score) => [
    el("h3", {}, score.label, cite(protocol, score.citations)),
    el(
      "table",
      { class: "rules" },
      head("Item", "Holds when", "Points", "Given"),
      ...score.items.map(({ label, points, when }) =>
        el(
          "tr",
          {},
          el("td", {}, label),
          el("td", {}, conditionList(protocol, when)),
          el("td", {}, String(points)),
          el("td", { class: "write" }),
        ),
      ),
      el(
        "tr",
        {},
        el(
          "td",
          { colspan: 3 },
          `Sum; likely from ${score.likely_from}. An item that is not known makes two sums: without it and with it.`,
        ),
        el("td", { class: "write" }),
      ),
    ),
    dagger(score.from),
  ]);
}

function contradictions(protocol: Protocol): Child {
  if (protocol.contradictions.length === 0) return null;
  return [
    el("h3", {}, "Answers that do not fit together"),
    el("p", {}, "Settle them with whoever gave them. Until then the more dangerous one counts."),
    el("ul", { class: "actions" }, ...protocol.contradictions.map(({ say }) => el("li", {}, tick(say)))),
  ];
}

/** Every source that a number on these pages points to, under the work that it is from. */
function sources(protocol: Protocol): Child {
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
  const statement = ({ number, citation: { id } }: (typeof cited)[number]): Child => {
    const { says, note, mark, number: printed } = citations.get(id) ?? { says: id, mark: "M" as const };
    const how = [...(printed ? [`printed as [${printed.join(", ")}]`] : []), MARK_WORDS[mark]].join(", ");
    return [
      el("strong", {}, `[${number}] `),
      says,
      note ? ` ${note}` : "",
      el("span", { class: "hint" }, ` (${how}) `),
    ];
  };
  return el(
    "ul",
    { class: "columns sources" },
    ...[...byWork].map(([work, lines]) =>
      el(
        "li",
        {},
        ...lines.map(statement),
        el("span", { class: "hint" }, workText(references.get(work), work)),
      ),
    ),
  );
}

const workText = (reference: Reference | undefined, id: string): string =>
  reference
    ? [reference.authors, reference.title, reference.where, reference.review, reference.url]
        .flatMap((part) => part?.replace(/\.$/, "") ?? [])
        .join(". ")
    : id;
