/** A protocol as a form for pen and paper: one HTML page without scripts, made to be printed. */
import { kindOf } from "../answers/registry.ts";
import { type SvgChild, styleElement, svgElement } from "../pictures/markup.ts";
import { provenance } from "../pictures/picture.ts";
import { flowOf } from "../pictures/protocol-flow.ts";
import type { Protocol, Question, Role } from "../protocol/schema.ts";
import { conditionWords } from "../triage/describe.ts";
import { answerSpace, blank, DAGGER, dagger } from "./form-answers.ts";
import { appendix } from "./form-appendix.ts";
import { rulePages } from "./form-rules.ts";
import { formStyle, type Paper } from "./form-style.ts";

export interface FormOptions {
  paper?: Paper;
  /** The role whose wording the questions and actions use. */
  role?: Role;
}

/** Writes the form; all its questions, rules, actions, limits and sources come from the protocol. */
export function protocolForm(
  protocol: Protocol,
  { paper = "a4", role = "physician" }: FormOptions = {},
): string {
  const page = svgElement(
    "html",
    { lang: "en" },
    svgElement(
      "head",
      {},
      svgElement("meta", { charset: "utf-8" }),
      svgElement("meta", { name: "viewport", content: "width=device-width" }),
      svgElement("title", {}, `${protocol.title} ${protocol.version}, form`),
      styleElement(formStyle(paper, `${protocol.id} ${protocol.version}, ${protocol.review}`)),
    ),
    svgElement(
      "body",
      {},
      svgElement("h1", {}, protocol.title),
      formHeading(protocol),
      questionTables(protocol, role),
      rulePages(protocol, role),
      appendix(protocol, role),
    ),
  );
  return `<!doctype html>\n${page.markup}\n`;
}

function formHeading(protocol: Protocol): SvgChild[] {
  return [
    svgElement(
      "p",
      {},
      svgElement("strong", {}, `${provenance(protocol)} `),
      `Of ${protocol.date}. ${protocol.disclaimer}`,
    ),
    svgElement(
      "div",
      { class: "head" },
      svgElement(
        "div",
        { class: "line" },
        "Case ",
        blank("long"),
        svgElement("span", { class: "hint" }, " a word of your own; no name, no number of the patient"),
      ),
      svgElement("div", { class: "line" }, "Begun at ", blank("long"), " by ", blank("long")),
    ),
    svgElement(
      "p",
      {},
      svgElement(
        "strong",
        {},
        "Tick one box for each question. What was not examined is Not assessed, never No. ",
      ),
      `As soon as a row under ${protocol.urgencies.EMERGENT.label} on the later pages is met, act on it; the remaining questions do not delay that. `,
      `Where "Only if" is open, ask. ${DAGGER} ${protocol.extension_label}.`,
    ),
  ];
}

function questionTables(protocol: Protocol, role: Role): SvgChild[] {
  return flowOf(protocol).sections.map(({ section, questions }) => [
    svgElement(
      "h2",
      {},
      section.title,
      section.phase === "results" ? svgElement("span", { class: "hint" }, " when they arrive") : null,
    ),
    svgElement(
      "table",
      { class: "questions" },
      svgElement(
        "thead",
        {},
        svgElement(
          "tr",
          {},
          svgElement("th", { scope: "col", class: "number" }),
          svgElement("th", { scope: "col", class: "asked" }, "Question"),
          svgElement("th", { scope: "col" }, "Answer"),
          svgElement("th", { scope: "col", class: "time" }, "Time, by"),
        ),
      ),
      svgElement(
        "tbody",
        {},
        ...questions.map(({ number, question }) => row(protocol, number, question, role)),
      ),
    ),
  ]);
}

const row = (protocol: Protocol, number: number, question: Question, role: Role): SvgChild =>
  svgElement(
    "tr",
    {},
    svgElement("td", { class: "number" }, String(number)),
    svgElement(
      "td",
      { class: "asked" },
      svgElement("strong", {}, `${question.label}. `),
      question.ask[role],
      dagger(question.from),
      ...questionRemarks(protocol, question).map((text) => svgElement("div", { class: "hint" }, text)),
    ),
    svgElement("td", {}, answerSpace(question)),
    svgElement("td", { class: "time" }),
  );

function questionRemarks(protocol: Protocol, { adjunct, ask_when, until_known, answer }: Question): string[] {
  const option = kindOf(answer)
    .choices(answer)
    ?.options.find(({ id }) => id === until_known);
  return [
    ...(ask_when ? [`Only if ${conditionWords(protocol, ask_when)}.`] : []),
    ...(adjunct === true ? ["A normal or unknown answer changes nothing."] : []),
    ...(typeof adjunct === "object"
      ? [`While ${conditionWords(protocol, adjunct.while)}, a normal or unknown answer changes nothing.`]
      : []),
    ...(option ? [`Until it is known it counts as: ${option.label}.`] : []),
  ];
}
