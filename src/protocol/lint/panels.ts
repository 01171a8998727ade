/** Panels: every question is asked in one, a denial holds few items, and every button fits. */
import { kindOf } from "../../answers/registry.ts";
import type { Protocol, Question } from "../schema.ts";
import type { ReportIssue } from "./report.ts";

/** A denial of more items than this is no longer an answer to each of them. */
const MOST_DENIED = 6;
/** The most characters on a narrow button. */
const LONGEST_LABEL = 24;

export function checkPanels(protocol: Protocol, report: ReportIssue): void {
  const { panels, questions } = protocol;
  if (panels.length === 0) return;
  questions.forEach((question, at) => {
    if (question.panel === undefined) {
      const message = `the question "${question.id}" belongs to no panel`;
      report("no-panel", ["questions", at], message, "add panel: with the id of one");
    }
    checkLabels(question, at, report);
  });
  panels.forEach(({ id, how }, at) => {
    const own = questions.filter(({ panel }) => panel === id);
    if (own.length === 0)
      report(
        "unused-panel",
        ["panels", at, "id"],
        `no question is in the panel "${id}"`,
        "use it, or remove it",
      );
    if (how === "chosen" || how === "measured") return;
    // what is asked only after another answer is asked separately
    const denied = own.filter(({ ask_when }) => ask_when === undefined);
    if (denied.length > MOST_DENIED) {
      const message = `the panel "${id}" would deny ${denied.length} items at once`;
      report("long-panel", ["panels", at], message, `share them: at most ${MOST_DENIED} are denied together`);
    }
  });
}

function checkLabels({ id, answer }: Question, at: number, report: ReportIssue): void {
  kindOf(answer)
    .choices(answer)
    ?.options.forEach(({ id: option, label, short }, place) => {
      if ((short ?? label).length <= LONGEST_LABEL) return;
      const message = `the option "${option}" of "${id}" does not fit a narrow button`;
      const remedy = `add short: with at most ${LONGEST_LABEL} characters`;
      report("long-label", ["questions", at, "answer", "options", place], message, remedy);
    });
}
