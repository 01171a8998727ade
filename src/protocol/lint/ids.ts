/** Ids: each names one thing, and whatever is named exists. Sentences have their own check. */
import { kindOf } from "../../answers/registry.ts";
import { didYouMean, type Locate, type Path } from "../issue.ts";
import { type Protocol, RECOMMENDATION_KINDS } from "../schema.ts";
import { arrangedIn, promisedIn, usesOf } from "../uses.ts";
import type { ReportIssue } from "./report.ts";

export function checkIds(protocol: Protocol, report: ReportIssue, locate: Locate): void {
  for (const { what, path, ids } of listsOf(protocol)) {
    const first = new Map<string, Path>();
    ids.forEach((id, at) => {
      const before = first.get(id);
      const here = [...path, at, "id"];
      if (!before) first.set(id, here);
      else {
        const message = `the ${what} "${id}" is here twice, first in line ${locate(before).line}`;
        report("duplicate-id", here, message, "rename one of the two, or remove it");
      }
    });
  }
  const questions = new Map(protocol.questions.map(({ id }, at) => [id, at]));
  protocol.derived.forEach(({ id }, at) => {
    const question = questions.get(id);
    if (question === undefined) return;
    const { line } = locate(["questions", question, "id"]);
    const message = `the derived finding "${id}" has the id of the question in line ${line}`;
    report(
      "duplicate-id",
      ["derived", at, "id"],
      message,
      "rename the derived finding: a sentence could mean either",
    );
  });

  const known = idsByKind(protocol);
  for (const { kind, id, path } of [...usesOf(protocol), ...promisedIn(protocol), ...arrangedIn(protocol)])
    if (!known[kind].has(id)) {
      const message = `there is no ${kind} "${id}"`;
      const few = known[kind].size <= 8 ? `; known: ${[...known[kind]].join(", ")}` : "";
      const remedy = `correct its spelling or define it${didYouMean(id, known[kind]) || few}`;
      report(`unknown-${kind}`, path, message, remedy);
    }
  checkOptionIds(protocol, report);
  checkKinds(protocol, report);
}

/** Every list of things with ids: an id is unique within its list. */
function listsOf(protocol: Protocol): { what: string; path: Path; ids: string[] }[] {
  const ids = (parts: readonly { id: string }[]) => parts.map(({ id }) => id);
  const lists = [
    { what: "section", path: ["sections"], ids: ids(protocol.sections) },
    { what: "panel", path: ["panels"], ids: ids(protocol.panels) },
    { what: "line of acts", path: ["lines"], ids: ids(protocol.lines) },
    { what: "site switch", path: ["site_switches"], ids: ids(protocol.site_switches) },
    { what: "question", path: ["questions"], ids: ids(protocol.questions) },
    { what: "derived finding", path: ["derived"], ids: ids(protocol.derived) },
    { what: "window", path: ["windows"], ids: ids(protocol.windows) },
    { what: "rule", path: ["rules"], ids: ids(protocol.rules) },
    { what: "recommendation", path: ["recommendations"], ids: ids(protocol.recommendations) },
    { what: "score", path: ["scores"], ids: ids(protocol.scores) },
    { what: "promise", path: ["promises"], ids: ids(protocol.promises) },
    { what: "background", path: ["background"], ids: ids(protocol.background) },
    { what: "reference", path: ["references"], ids: ids(protocol.references) },
    { what: "citation", path: ["citations"], ids: ids(protocol.citations) },
  ];
  const parts = protocol.questions.flatMap(({ answer }, at) => {
    return kindOf(answer)
      .idLists(answer)
      .map(({ what, key, ids: own }) => ({ what, path: ["questions", at, "answer", key], ids: [...own] }));
  });
  return [...lists, ...parts];
}

function idsByKind(protocol: Protocol) {
  const ids = (...lists: (readonly { id: string }[])[]) => new Set(lists.flat().map(({ id }) => id));
  return {
    section: ids(protocol.sections),
    panel: ids(protocol.panels),
    question: ids(protocol.questions),
    finding: ids(protocol.questions, protocol.derived),
    window: ids(protocol.windows),
    recommendation: ids(protocol.recommendations),
    reference: ids(protocol.references),
    citation: ids(protocol.citations),
  };
}

/** The options that a question names about itself. */
function checkOptionIds(protocol: Protocol, report: ReportIssue): void {
  protocol.questions.forEach(({ id, answer, until_known }, at) => {
    const choices = kindOf(answer).choices(answer);
    const options = choices?.options.map((option) => option.id) ?? [];
    const check = (named: string | undefined, path: Path) => {
      if (named === undefined || options.includes(named)) return;
      const remedy = options.length
        ? `allowed: ${options.join(", ")}${didYouMean(named, options)}`
        : "remove it: only a choice has options";
      report("unknown-option", path, `"${named}" is not an option of "${id}"`, remedy);
    };
    check(until_known, ["questions", at, "until_known"]);
    check(choices?.absent, ["questions", at, "answer", "absent"]);
    choices?.old?.forEach((named, place) => {
      check(named, ["questions", at, "answer", "old", place]);
    });
  });
}

/** The first word of a recommendation's id decides where it is shown; a score and its recommendation share an id. */
function checkKinds(protocol: Protocol, report: ReportIssue): void {
  const scores = new Set(protocol.scores.map(({ id }) => id));
  const recommendations = new Set(protocol.recommendations.map(({ id }) => id));
  protocol.recommendations.forEach(({ id }, at) => {
    const [kind = ""] = id.split(".");
    const path = ["recommendations", at, "id"];
    if (kind === "score") {
      if (scores.has(id)) return;
      report(
        "unknown-score",
        path,
        `there is no score "${id}"`,
        `define it under scores${didYouMean(id, scores)}`,
      );
    } else if (!RECOMMENDATION_KINDS.some((known) => known === kind)) {
      const remedy = `begin the id with one of ${[...RECOMMENDATION_KINDS, "score"].join(", ")}${didYouMean(kind, RECOMMENDATION_KINDS)}`;
      report("unknown-kind", path, `"${kind}" is not a kind of recommendation`, remedy);
    }
  });
  protocol.scores.forEach(({ id }, at) => {
    const path = ["scores", at, "id"];
    if (!id.startsWith("score."))
      report("unknown-kind", path, `the score "${id}" is not named as one`, "begin its id with score.");
    else if (!recommendations.has(id)) {
      const remedy = "add a recommendation with the same id, whose text has {score} in it";
      report("unknown-recommendation", path, `the score "${id}" has no recommendation that shows it`, remedy);
    }
  });
}
