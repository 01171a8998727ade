/** What is defined and never used: usually the trace of a rule that lost a line. */

import { kindOf } from "../../answers/registry.ts";
import { locatedConditions, locatedSentences } from "../condition-locations.ts";
import type { Protocol } from "../schema.ts";
import { findingsIn, readsOnsets } from "../sentence.ts";
import { usesOf } from "../uses.ts";
import type { ReportIssue } from "./report.ts";

export function checkUse(protocol: Protocol, report: ReportIssue): void {
  const used = new Set(usesOf(protocol).map(({ kind, id }) => `${kind} ${id}`));
  const spoken = new Set<string>();
  // a safety property is about what is decided, and decides nothing
  for (const { role, condition } of locatedConditions(protocol))
    for (const { leaf } of locatedSentences(condition, []))
      if (role !== "promise") {
        for (const finding of findingsIn(leaf)) spoken.add(finding.split(".")[0] ?? "");
        if (readsOnsets(leaf))
          for (const { id, answer } of protocol.questions)
            if (kindOf(answer).onsetsNotBefore(answer) !== null) spoken.add(id);
      }

  const unused = (
    kind: "citation" | "reference" | "window" | "recommendation",
    list: readonly { id: string }[],
  ) => {
    list.forEach(({ id }, at) => {
      if (used.has(`${kind} ${id}`)) return;
      report(
        `unused-${kind}`,
        [`${kind}s`, at, "id"],
        `the ${kind} "${id}" is used nowhere`,
        "use it, or remove it",
      );
    });
  };
  unused("window", protocol.windows);
  unused("recommendation", protocol.recommendations);
  unused("reference", protocol.references);
  unused("citation", protocol.citations);
  protocol.sections.forEach(({ id }, at) => {
    if (!used.has(`section ${id}`))
      report(
        "unused-section",
        ["sections", at, "id"],
        `no question is in the section "${id}"`,
        "use it, or remove it",
      );
  });
  protocol.derived.forEach(({ id }, at) => {
    if (!spoken.has(id))
      report("unused-derived", ["derived", at, "id"], `no condition uses "${id}"`, "use it, or remove it");
  });
  protocol.questions.forEach(({ id }, at) => {
    if (spoken.has(id)) return;
    const message = `the answer to "${id}" changes nothing: no condition and no score uses it`;
    report(
      "unreachable-question",
      ["questions", at, "id"],
      message,
      "use it in a rule, a note or a score, or remove it",
    );
  });
}
