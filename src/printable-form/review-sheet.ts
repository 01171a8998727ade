/** A protocol as a document for the reviewing clinician: each rule, its sources, its patients, boxes to sign. */
import { type SvgChild, styleElement, svgElement } from "../pictures/markup.ts";
import { flowOf } from "../pictures/protocol-flow.ts";
import type { Citation, Protocol, Rule } from "../protocol/schema.ts";
import { conditionWords, recommendationName } from "../triage/describe.ts";
import { index } from "../triage/index-of-protocol.ts";
import { MARK_WORDS } from "../views/cited-sources.ts";
import { blank, DAGGER, dagger, tick } from "./form-answers.ts";
import { formStyle, type Paper } from "./form-style.ts";

/** One patient of the protocol's cases, and the engine's result. */
export interface ReviewedPatient {
  id: string;
  /** The patient, in a sentence or two. */
  about: string;
  /** The level acted on, as readers see it. */
  actsOn: string;
  provisional: boolean;
  /** Ids of the rules that are true. */
  rules: readonly string[];
  /** Ids of what is recommended. */
  recommends: readonly string[];
  /** Ids of what is requested and withheld. */
  withholds: readonly string[];
  /** What was expected before the run and did not come out; empty when all of it did. */
  misses: readonly string[];
}

export interface ReviewSheetOptions {
  paper?: Paper;
  /** SHA-256 of the file's text, in hexadecimal: the signature is for this text. */
  hash: string;
  patients: readonly ReviewedPatient[];
}

/** Writes the document; everything clinical comes from the protocol and its patients. */
export function reviewSheet(
  protocol: Protocol,
  { paper = "a4", hash, patients }: ReviewSheetOptions,
): string {
  const page = svgElement(
    "html",
    { lang: "en" },
    svgElement(
      "head",
      {},
      svgElement("meta", { charset: "utf-8" }),
      svgElement("meta", { name: "viewport", content: "width=device-width" }),
      svgElement("title", {}, `${protocol.title} ${protocol.version}, for review`),
      styleElement(formStyle(paper, `${protocol.id} ${protocol.version}, ${protocol.review}`)),
    ),
    svgElement(
      "body",
      {},
      svgElement("h1", {}, `For review: ${protocol.title}`),
      introduction(protocol, hash, patients.length),
      ...flowOf(protocol).bands.map(({ label, means, rules }) => [
        svgElement("h2", {}, `${label}: ${means}`),
        ...rules.map(({ rule }) => ruleSection(protocol, rule, patients)),
      ]),
      svgElement("h2", { class: "page" }, "Findings that the rules are built of"),
      derivedFindings(protocol),
      svgElement("h2", {}, "What goes beyond the article"),
      beyondTheArticle(protocol),
      svgElement("h2", { class: "page" }, "The patients"),
      patientTable(protocol, patients),
      signature(protocol, hash),
    ),
  );
  return `<!doctype html>\n${page.markup}\n`;
}

function introduction(protocol: Protocol, hash: string, patients: number): SvgChild[] {
  return [
    svgElement(
      "p",
      {},
      svgElement(
        "strong",
        {},
        `${protocol.id} ${protocol.version} of ${protocol.date}, ${protocol.review}. `,
      ),
      protocol.disclaimer,
    ),
    svgElement(
      "p",
      {},
      `${protocol.rules.length} rules. Tick one box for each; Change and Comment need a few words. ` +
        `The ${patients} patients are invented or taken from published cases, and each has an expectation that was written first. ` +
        "How far a source was read stands behind it. Unmarked lines are the article's; ",
      svgElement("span", { class: "dagger" }, DAGGER),
      ` is ours: ${protocol.extension_label}. A line with neither a source nor a note is our choice.`,
    ),
    svgElement("p", { class: "hint" }, `SHA-256 of the file that is reviewed: ${hash}`),
  ];
}

function ruleSection(protocol: Protocol, rule: Rule, patients: readonly ReviewedPatient[]): SvgChild {
  const here = patients.filter(({ rules }) => rules.includes(rule.id));
  const shown = here.slice(0, PATIENTS_SHOWN);
  return svgElement(
    "section",
    { class: "rule", id: `rule-${rule.id}` },
    svgElement("div", { class: "verdict" }, tick("Agree"), tick("Change"), tick("Comment")),
    svgElement("div", {}, svgElement("strong", {}, rule.label), dagger(rule.from), ` (${rule.id})`),
    svgElement(
      "div",
      { class: "when" },
      `${urgencySentence(protocol, rule)} when ${conditionWords(protocol, rule.when)}.`,
    ),
    svgElement("ul", {}, ...rule.recommend.map((wanted) => recommendationLine(protocol, wanted))),
    svgElement("div", { class: "sources" }, "Sources of the rule: ", sourceList(protocol, rule.citations)),
    svgElement(
      "div",
      { class: "hint" },
      here.length === 0
        ? "No patient of the cases meets this rule."
        : `Patients (${here.length}): ${shown.map(patientResult).join("; ")}${
            here.length > shown.length
              ? `; and ${here
                  .slice(PATIENTS_SHOWN)
                  .map(({ id }) => id)
                  .join(", ")}`
              : ""
          }.`,
    ),
    svgElement("div", { class: "line" }, "Remark ", blank("long"), blank("long")),
  );
}

/** How many patients appear with their result under a rule; the table at the end has them all. */
const PATIENTS_SHOWN = 6;

const patientResult = ({ id, actsOn, provisional, misses }: ReviewedPatient): string =>
  `${id} ${actsOn}${provisional ? ", provisional" : ""}${misses.length > 0 ? ", NOT AS EXPECTED" : ""}`;

function urgencySentence(protocol: Protocol, { urgency, raised, acts_on }: Rule): string {
  const label = (of: "ROUTINE" | "SOON" | "URGENT" | "EMERGENT") => protocol.urgencies[of].label;
  const base = urgency === "none" ? "Advice that does not change the urgency," : `${label(urgency)}`;
  const acts = acts_on ? ` acted on as ${label(acts_on)},` : "";
  const higher = raised ? ` (${label(raised.to)} when ${conditionWords(protocol, raised.when)})` : "";
  return `${base}${acts}${higher}`;
}

function recommendationLine(protocol: Protocol, wanted: Rule["recommend"][number]): SvgChild {
  const { recommendations, windows, scores } = index(protocol);
  const recommendation = recommendations.get(wanted.id);
  const window = windows.get(wanted.window ?? recommendation?.window ?? "");
  const cited = recommendation?.citations ?? scores.get(wanted.id)?.citations ?? [];
  return svgElement(
    "li",
    {},
    recommendationName(protocol, wanted.id),
    recommendation ? dagger(recommendation.from) : null,
    window ? [svgElement("em", {}, ` ${window.label}`), dagger(window.from)] : null,
    wanted.if ? `, if ${conditionWords(protocol, wanted.if)}` : null,
    wanted.note ? `. ${wanted.note}` : null,
    recommendation?.support ? ` (${recommendation.support})` : null,
    svgElement("div", { class: "sources" }, sourceList(protocol, cited)),
  );
}

/** The sources by their sentence and how far each was read; none is paraphrased. */
function sourceList(protocol: Protocol, ids: readonly string[]): SvgChild {
  if (ids.length === 0) return "none of its own; see its actions and findings";
  const { citations, references } = index(protocol);
  return ids.map((id, position): SvgChild => {
    const citation = citations.get(id);
    if (!citation) return id;
    const work = references.get(citation.reference);
    return `${position > 0 ? " · " : ""}${citation.says} (${work?.tier === "article" ? "the article" : (work?.title ?? citation.reference)}; ${readingOf(citation)})`;
  });
}

const readingOf = ({ mark, note }: Citation): string =>
  `${mark}: ${MARK_WORDS[mark]}${note ? `; ${note}` : ""}`;

function derivedFindings(protocol: Protocol): SvgChild {
  return svgElement(
    "ul",
    {},
    ...protocol.derived.map((part) =>
      svgElement(
        "li",
        {},
        svgElement("strong", {}, part.label),
        dagger(part.from),
        `: ${conditionWords(protocol, part.when)}. `,
        part.release
          ? svgElement("strong", {}, `Lowers to ${protocol.urgencies[part.release.to].label}. `)
          : null,
        part.citations.length > 0
          ? svgElement("span", { class: "sources" }, sourceList(protocol, part.citations))
          : null,
      ),
    ),
  );
}

function beyondTheArticle(protocol: Protocol): SvgChild[] {
  const ours = <T extends { from: "seed" | "extension" }>(parts: readonly T[]) =>
    parts.filter(({ from }) => from === "extension");
  const list = (title: string, texts: readonly string[]): SvgChild =>
    svgElement("p", {}, svgElement("strong", {}, `${title} (${texts.length}): `), `${texts.join("; ")}.`);
  const withoutSource = protocol.rules.filter(
    ({ from, citations, recommend }) =>
      from === "extension" &&
      citations.length === 0 &&
      recommend.every(({ id }) => (index(protocol).recommendations.get(id)?.citations.length ?? 0) === 0),
  );
  return [
    list(
      "Rules",
      ours(protocol.rules).map(({ label }) => label),
    ),
    list(
      "Actions",
      ours(protocol.recommendations).map(({ id }) => recommendationName(protocol, id)),
    ),
    list(
      "Time limits, our choice where no source stands in their actions",
      ours(protocol.windows).map(({ label, within }) => `${label} (${within.text})`),
    ),
    list(
      "Questions",
      ours(protocol.questions).map(({ label }) => label),
    ),
    list(
      "Actions that say that no source was read",
      protocol.recommendations.flatMap(({ id, support }) =>
        support ? [`${recommendationName(protocol, id)}: ${support.replace(/\.$/, "")}`] : [],
      ),
    ),
    list(
      "Rules for which no source stands at all: project choice",
      withoutSource.map(({ label }) => label),
    ),
  ];
}

function patientTable(protocol: Protocol, patients: readonly ReviewedPatient[]): SvgChild {
  const names = (ids: readonly string[]) => ids.map((id) => recommendationName(protocol, id)).join("; ");
  return svgElement(
    "table",
    { class: "rules" },
    svgElement(
      "thead",
      {},
      svgElement(
        "tr",
        {},
        ...["Patient", "Result", "What is recommended"].map((name) =>
          svgElement("th", { scope: "col" }, name),
        ),
      ),
    ),
    ...patients.map((patient) =>
      svgElement(
        "tr",
        {},
        svgElement("td", {}, svgElement("strong", {}, `${patient.id} `), patient.about),
        svgElement(
          "td",
          {},
          patient.actsOn,
          patient.provisional ? ", provisional" : "",
          patient.misses.length > 0 ? ` NOT AS EXPECTED: ${patient.misses.join("; ")}` : "",
        ),
        svgElement(
          "td",
          {},
          names(patient.recommends),
          patient.withholds.length > 0 ? `. WITHHELD: ${names(patient.withholds)}` : "",
        ),
      ),
    ),
  );
}

function signature(protocol: Protocol, hash: string): SvgChild {
  return svgElement(
    "div",
    { class: "result" },
    svgElement("h3", {}, "Signature"),
    svgElement("p", {}, `I have read ${protocol.id} ${protocol.version}, and my boxes are my own judgement.`),
    svgElement("p", {}, "Name ", blank("long"), " Role ", blank("long"), " Date ", blank("long")),
    svgElement("p", {}, "Signature ", blank("long")),
    svgElement(
      "p",
      { class: "hint" },
      `The signed review as a file has protocol, version, sha256 (${hash}), name, role, date and a verdict for each rule. ` +
        `It stands beside the protocol as reviews/${protocol.id}-${protocol.version}.yaml.`,
    ),
  );
}
