/** The last pages of the form: what follows from the answers, with urgency, actions, windows and sources. */

import { type SvgChild, svgElement } from "../pictures/markup.ts";
import { type Flow, flowOf } from "../pictures/protocol-flow.ts";
import { gateCondition } from "../protocol/condition-locations.ts";
import { type Protocol, type Role, type Rule, type TimeWindow, URGENCIES } from "../protocol/schema.ts";
import { conditionWords, recommendationName } from "../triage/describe.ts";
import { index } from "../triage/index-of-protocol.ts";
import { citeNumbers } from "../views/cited-sources.ts";
import { blank, dagger, tick } from "./form-answers.ts";
import { conditionList } from "./form-condition.ts";

const COUNTED_FROM_LABELS: Record<TimeWindow["counted_from"], string> = {
  recognition: "when it was recognised",
  symptom_onset: "when the symptoms began",
  injection: "the injection",
  result: "the result",
};

export const citationMarks = (protocol: Protocol, ids: readonly string[]): SvgChild => {
  const numbers = citeNumbers(protocol, ids);
  return numbers.length > 0
    ? svgElement("span", { class: "cite" }, ` ${numbers.map((number) => `[${number}]`).join("")}`)
    : null;
};

/** What follows from the answers, and by when. */
export function rulePages(protocol: Protocol, role: Role): SvgChild[] {
  const flow = flowOf(protocol);
  return [
    svgElement("h2", { class: "page" }, "What follows from the answers"),
    svgElement(
      "p",
      {},
      "Numbers in parentheses are questions, letters are the findings of the first table. Go through every row. A finding that is not known makes a row possible, never false: tick Possible.",
    ),
    derivedTable(protocol, flow),
    ruleTables(protocol, flow),
    provisional(protocol, role),
    svgElement("h2", {}, "Time limits"),
    windowTable(protocol),
  ];
}

function derivedTable(protocol: Protocol, { derived }: Flow): SvgChild {
  if (derived.length === 0) return null;
  return svgElement(
    "table",
    { class: "rules" },
    head("", "Finding", "Holds when", "Tick one"),
    ...derived.map(({ mark, derived: part }) =>
      svgElement(
        "tr",
        {},
        svgElement("th", { scope: "row" }, mark),
        svgElement(
          "td",
          {},
          svgElement("strong", {}, part.label),
          citationMarks(protocol, part.citations),
          dagger(part.from),
        ),
        svgElement("td", {}, conditionList(protocol, part.when)),
        svgElement("td", { class: "ticks" }, tick("Present"), tick("Absent"), tick("Not known")),
      ),
    ),
  );
}

function ruleTables(protocol: Protocol, { bands }: Flow): SvgChild[] {
  return bands.map(({ urgency, label, means, rules }) => [
    svgElement("h3", { class: `band ${(urgency ?? "advice").toLowerCase()}` }, `${label}: ${means}`),
    ...rules.map(({ rule, remarks }) =>
      svgElement(
        "section",
        { class: "rule" },
        svgElement("div", { class: "verdict" }, tick("Met"), tick("Not met"), tick("Possible")),
        svgElement(
          "div",
          {},
          svgElement("strong", {}, rule.label),
          dagger(rule.from),
          citationMarks(protocol, rule.citations),
        ),
        ...remarks.map((remark) => svgElement("div", { class: "remark" }, `${remark}.`)),
        svgElement("div", { class: "when" }, conditionList(protocol, rule.when)),
        actionsOf(protocol, rule),
      ),
    ),
  ]);
}

function actionsOf(protocol: Protocol, rule: Rule): SvgChild {
  const { recommendations, windows } = index(protocol);
  return svgElement(
    "ul",
    { class: "actions" },
    ...rule.recommend.map((wanted) => {
      const window = windows.get(wanted.window ?? recommendations.get(wanted.id)?.window ?? "");
      const gate = recommendations.get(wanted.id)?.gate;
      return svgElement(
        "li",
        {},
        tick(recommendationName(protocol, wanted.id)),
        window ? svgElement("em", {}, ` ${window.label}`) : null,
        gate
          ? svgElement("div", { class: "gate" }, `Only if ${conditionWords(protocol, gateCondition(gate))}`)
          : null,
        wanted.if ? svgElement("div", { class: "hint" }, `if ${conditionWords(protocol, wanted.if)}`) : null,
        wanted.note ? svgElement("div", { class: "hint" }, wanted.note) : null,
        recommendations.get(wanted.id)?.audience === "owner"
          ? svgElement("div", { class: "hint" }, "For the owner of the case.")
          : null,
      );
    }),
  );
}

/** What to do while something is unknown: the form must not end in a calm result by silence. */
function provisional(protocol: Protocol, role: Role): SvgChild {
  const { recommend, floor, window } = protocol.provisional;
  const { recommendations, windows } = index(protocol);
  const text = recommendations.get(recommend)?.text[role] ?? recommend;
  return svgElement(
    "div",
    { class: "result" },
    svgElement("h3", {}, "Result"),
    svgElement(
      "p",
      { class: "urgencies" },
      "The highest urgency with a row ticked Met: ",
      ...[...URGENCIES].reverse().map((urgency) => tick(protocol.urgencies[urgency].label)),
      tick("none met"),
    ),
    svgElement(
      "p",
      {},
      tick(
        `Provisional: a row of a higher urgency is ticked Possible. Act as that urgency or as ${protocol.urgencies[floor].label}, whichever is less, and never below a row that is met. It does not reassure.`,
      ),
    ),
    svgElement(
      "p",
      {},
      tick(text.replace(/\{open\}/g, "what is not known")),
      windows.get(window) ? svgElement("em", {}, ` ${windows.get(window)?.label}`) : null,
    ),
    svgElement("p", {}, "Decided at ", blank("long"), " by ", blank("long")),
  );
}

function windowTable(protocol: Protocol): SvgChild {
  return svgElement(
    "table",
    { class: "rules" },
    head("Limit", "Counted from", "Began at", "Due at", "Done at"),
    ...protocol.windows.map(({ label, within, aim, not_before, counted_from, conflict, from }) =>
      svgElement(
        "tr",
        {},
        svgElement(
          "td",
          {},
          svgElement("strong", {}, label),
          ` (${[`${within.text} at most`, ...(aim ? [`aim ${aim.text}`] : []), ...(not_before ? [`not before ${not_before.text}`] : [])].join(", ")})`,
          dagger(from),
          conflict ? svgElement("div", { class: "hint" }, conflict) : null,
        ),
        svgElement("td", {}, COUNTED_FROM_LABELS[counted_from]),
        svgElement("td", { class: "write" }),
        svgElement("td", { class: "write" }),
        svgElement("td", { class: "write" }),
      ),
    ),
  );
}

export const head = (...names: string[]): SvgChild =>
  svgElement(
    "thead",
    {},
    svgElement("tr", {}, ...names.map((name) => svgElement("th", { scope: "col" }, name))),
  );
