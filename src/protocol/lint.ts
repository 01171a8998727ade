/**
 * What a schema cannot check: whether the parts of a protocol fit together and are safe for a clinician to rely on.
 * A protocol with an error is refused before anybody is asked anything.
 */
import { byLocation, type Issue, type Locate, pathText } from "./issue.ts";
import { checkActs } from "./lint/acts.ts";
import { checkSentences } from "./lint/condition-sentences.ts";
import { checkIds } from "./lint/ids.ts";
import { checkNarrowedSentences } from "./lint/narrowed-sentences.ts";
import { checkPanels } from "./lint/panels.ts";
import { checkWords } from "./lint/question-words.ts";
import { checkReach } from "./lint/reachable-conditions.ts";
import type { Check, ReportIssue } from "./lint/report.ts";
import { checkRules } from "./lint/rules.ts";
import { checkSources } from "./lint/sources.ts";
import { checkUse } from "./lint/use.ts";
import { checkWording } from "./lint/wording-length.ts";
import { readProtocol } from "./read.ts";
import type { Protocol } from "./schema.ts";

/** Whether every name in the protocol means something. */
const ID_CHECKS: readonly Check[] = [checkIds, checkSentences, checkNarrowedSentences];
/** Whether the parts fit together. */
const PROMISES: readonly Check[] = [
  checkRules,
  checkActs,
  checkPanels,
  checkSources,
  checkWording,
  checkWords,
];
/** What is never used or reached: checked only once every name means something, or each slip would be reported twice. */
const CONSEQUENCES: readonly Check[] = [checkUse, checkReach];

/** Every issue of a protocol that was read, from the top of the file to its end. */
export function lintProtocol(protocol: Protocol, locate: Locate): Issue[] {
  const issues: Issue[] = [];
  const report: ReportIssue = (code, path, message, remedy, severity = "error") => {
    issues.push({ ...locate(path), severity, code, path: pathText(path), message, remedy });
  };
  for (const check of ID_CHECKS) check(protocol, report, locate);
  const named = issues.length === 0;
  for (const check of PROMISES) check(protocol, report, locate);
  if (named) for (const check of CONSEQUENCES) check(protocol, report, locate);
  return issues.sort(byLocation);
}

/** Reads and lints a protocol's text; `protocol` is null when it could not be parsed at all. */
export function checkProtocol(text: string, file: string): { protocol: Protocol | null; issues: Issue[] } {
  const reading = readProtocol(text, file);
  if ("issues" in reading) return { protocol: null, issues: reading.issues };
  return { protocol: reading.protocol, issues: lintProtocol(reading.protocol, reading.locate) };
}
