/** The last pages of the form: what follows from the answers, with urgency, actions, windows and sources. */
import { citeNumbers } from "../conversation/cited.ts";
import { type Child, el } from "../pictures/markup.ts";
import { type Flow, flowOf } from "../pictures/protocol-flow.ts";
import { type Protocol, type Role, type Rule, URGENCIES, type Window } from "../protocol/schema.ts";
import { conditionWords, recommendationName } from "../triage/describe.ts";
import { index } from "../triage/index-of-protocol.ts";
import { blank, dagger, tick } from "./form-answers.ts";
import { conditionList } from "./form-condition.ts";

const FROM: Record<Window["counted_from"], string> = {
  recognition: "when it was recognised",
  symptom_onset: "when the symptoms began",
  injection: "the injection",
  result: "the result",
};

export const cite = (protocol: Protocol, ids: readonly string[]): Child => {
  const numbers = citeNumbers(protocol, ids);
  return numbers.length > 0
    ? el("span", { class: "cite" }, ` ${numbers.map((number) => `[${number}]`).join("")}`)
    : null;
};

/** What follows from the answers, and by when. */
export function rulePages(protocol: Protocol, role: Role): Child[] {
  const flow = flowOf(protocol);
  return [
    el("h2", { class: "page" }, "What follows from the answers"),
    el(
      "p",
      {},
      "Numbers in parentheses are questions, letters are the findings of the first table. Go through every row. A finding that is not known makes a row possible, never false: tick Possible.",
    ),
    derivedTable(protocol, flow),
    ruleTables(protocol, flow),
    provisional(protocol, role),
    el("h2", {}, "Time limits"),
    windowTable(protocol),
  ];
}

function derivedTable(protocol: Protocol, { derived }: Flow): Child {
  if (derived.length === 0) return null;
  return el(
    "table",
    { class: "rules" },
    head("", "Finding", "Holds when", "Tick one"),
    ...derived.map(({ mark, derived: part }) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, mark),
        el("td", {}, el("strong", {}, part.label), cite(protocol, part.citations), dagger(part.from)),
        el("td", {}, conditionList(protocol, part.when)),
        el("td", { class: "ticks" }, tick("Present"), tick("Absent"), tick("Not known")),
      ),
    ),
  );
}

function ruleTables(protocol: Protocol, { bands }: Flow): Child[] {
  return bands.map(({ urgency, label, means, rules }) => [
    el("h3", { class: `band ${(urgency ?? "advice").toLowerCase()}` }, `${label}: ${means}`),
    ...rules.map(({ rule, remarks }) =>
      el(
        "section",
        { class: "rule" },
        el("div", { class: "verdict" }, tick("Met"), tick("Not met"), tick("Possible")),
        el("div", {}, el("strong", {}, rule.label), dagger(rule.from), cite(protocol, rule.citations)),
        ...remarks.map((remark) => el("div", { class: "remark" }, `${remark}.`)),
        el("div", { class: "when" }, conditionList(protocol, rule.when)),
        actionsOf(protocol, rule),
      ),
    ),
  ]);
}

function actionsOf(protocol: Protocol, rule: Rule): Child {
  const { recommendations, windows } = index(protocol);
  return el(
    "ul",
    { class: "actions" },
    ...rule.recommend.map((wanted) => {
      const window = windows.get(wanted.window ?? recommendations.get(wanted.id)?.window ?? "");
      const gate = recommendations.get(wanted.id)?.gate;
      return el(
        "li",
        {},
        tick(recommendationName(protocol, wanted.id)),
        window ? el("em", {}, ` ${window.label}`) : null,
        gate ? el("div", { class: "gate" }, `Only if ${conditionWords(protocol, gate.only_if)}`) : null,
        wanted.if ? el("div", { class: "hint" }, `if ${conditionWords(protocol, wanted.if)}`) : null,
        wanted.note ? el("div", { class: "hint" }, wanted.note) : null,
        recommendations.get(wanted.id)?.audience === "owner"
          ? el("div", { class: "hint" }, "For the owner of the case.")
          : null,
      );
    }),
  );
}

/** What is done while something is not known: the form must not end in a calm result by silence. */
function provisional(protocol: Protocol, role: Role): Child {
  const { recommend, floor, window } = protocol.provisional;
  const { recommendations, windows } = index(protocol);
  const text = recommendations.get(recommend)?.text[role] ?? recommend;
  return el(
    "div",
    { class: "result" },
    el("h3", {}, "Result"),
    el(
      "p",
      { class: "urgencies" },
      "The highest urgency with a row ticked Met: ",
      ...[...URGENCIES].reverse().map((urgency) => tick(protocol.urgencies[urgency].label)),
      tick("none met"),
    ),
    el(
      "p",
      {},
      tick(
        `Provisional: a row of a higher urgency is ticked Possible. Act as that urgency or as ${protocol.urgencies[floor].label}, whichever is less, and never below a row that is met. It does not reassure.`,
      ),
    ),
    el(
      "p",
      {},
      tick(text.replace(/\{open\}/g, "what is not known")),
      windows.get(window) ? el("em", {}, ` ${windows.get(window)?.label}`) : null,
    ),
    el("p", {}, "Decided at ", blank("long"), " by ", blank("long")),
  );
}

function windowTable(protocol: Protocol): Child {
  return el(
    "table",
    { class: "rules" },
    head("Limit", "Counted from", "Began at", "Due at", "Done at"),
    ...protocol.windows.map(({ label, within, aim, not_before, counted_from, conflict, from }) =>
      el(
        "tr",
        {},
        el(
          "td",
          {},
          el("strong", {}, label),
          ` (${[`${within.text} at most`, ...(aim ? [`aim ${aim.text}`] : []), ...(not_before ? [`not before ${not_before.text}`] : [])].join(", ")})`,
          dagger(from),
          conflict ? el("div", { class: "hint" }, conflict) : null,
        ),
        el("td", {}, FROM[counted_from]),
        el("td", { class: "write" }),
        el("td", { class: "write" }),
        el("td", { class: "write" }),
      ),
    ),
  );
}

export const head = (...names: string[]): Child =>
  el("thead", {}, el("tr", {}, ...names.map((name) => el("th", { scope: "col" }, name))));
