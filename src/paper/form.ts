/** A protocol as a form for pen and paper: one HTML page without scripts, made to be printed. */
import { type Child, el, style } from "../pictures/markup.ts";
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
  /** Whose wording the questions and actions take. */
  role?: Role;
}

/** Writes the form; every question, rule, action, limit and source of it comes from the protocol. */
export function protocolForm(
  protocol: Protocol,
  { paper = "a4", role = "physician" }: FormOptions = {},
): string {
  const page = el(
    "html",
    { lang: "en" },
    el(
      "head",
      {},
      el("meta", { charset: "utf-8" }),
      el("meta", { name: "viewport", content: "width=device-width" }),
      el("title", {}, `${protocol.title} ${protocol.version}, form`),
      style(formStyle(paper, `${protocol.id} ${protocol.version}, ${protocol.review}`)),
    ),
    el(
      "body",
      {},
      el("h1", {}, protocol.title),
      heading(protocol),
      questionTables(protocol, role),
      rulePages(protocol, role),
      appendix(protocol, role),
    ),
  );
  return `<!doctype html>\n${page.markup}\n`;
}

function heading(protocol: Protocol): Child[] {
  return [
    el("p", {}, el("strong", {}, `${provenance(protocol)} `), `Of ${protocol.date}. ${protocol.disclaimer}`),
    el(
      "div",
      { class: "head" },
      el(
        "div",
        { class: "line" },
        "Case ",
        blank("long"),
        el("span", { class: "hint" }, " a word of your own; no name, no number of the patient"),
      ),
      el("div", { class: "line" }, "Begun at ", blank("long"), " by ", blank("long")),
    ),
    el(
      "p",
      {},
      el("strong", {}, "Tick one box for each question. What was not examined is Not assessed, never No. "),
      `As soon as a row under ${protocol.urgencies.EMERGENT.label} on the later pages is met, act on it; the remaining questions do not delay that. `,
      `Where "Only if" is open, ask. ${DAGGER} ${protocol.extension_label}.`,
    ),
  ];
}

function questionTables(protocol: Protocol, role: Role): Child[] {
  return flowOf(protocol).sections.map(({ section, questions }) => [
    el(
      "h2",
      {},
      section.title,
      section.phase === "results" ? el("span", { class: "hint" }, " when they arrive") : null,
    ),
    el(
      "table",
      { class: "questions" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col", class: "number" }),
          el("th", { scope: "col", class: "asked" }, "Question"),
          el("th", { scope: "col" }, "Answer"),
          el("th", { scope: "col", class: "time" }, "Time, by"),
        ),
      ),
      el("tbody", {}, ...questions.map(({ number, question }) => row(protocol, number, question, role))),
    ),
  ]);
}

const row = (protocol: Protocol, number: number, question: Question, role: Role): Child =>
  el(
    "tr",
    {},
    el("td", { class: "number" }, String(number)),
    el(
      "td",
      { class: "asked" },
      el("strong", {}, `${question.label}. `),
      question.ask[role],
      dagger(question.from),
      ...remarks(protocol, question).map((text) => el("div", { class: "hint" }, text)),
    ),
    el("td", {}, answerSpace(question)),
    el("td", { class: "time" }),
  );

function remarks(protocol: Protocol, { adjunct, ask_when, until_known, answer }: Question): string[] {
  const option = answer.kind === "choice" && answer.options.find(({ id }) => id === until_known);
  return [
    ...(ask_when ? [`Only if ${conditionWords(protocol, ask_when)}.`] : []),
    ...(adjunct === true ? ["A normal or unknown answer changes nothing."] : []),
    ...(typeof adjunct === "object"
      ? [`While ${conditionWords(protocol, adjunct.while)}, a normal or unknown answer changes nothing.`]
      : []),
    ...(option ? [`Until it is known it counts as: ${option.label}.`] : []),
  ];
}
