/** Wording: short enough to read in a corridor. */
import type { Path } from "../issue.ts";
import { type Protocol, ROLES, type RoleWording } from "../schema.ts";
import type { ReportIssue } from "./report.ts";

const MAX_WORDING_LENGTH = 220;
const SENTENCES = 2;

export function checkWording(protocol: Protocol, report: ReportIssue): void {
  const short = (text: string, path: Path) => {
    const count = sentenceCount(text);
    const remedy = `say it in at most ${SENTENCES} sentences and ${MAX_WORDING_LENGTH} characters`;
    if (count > SENTENCES) report("long-wording", path, `this has ${count} sentences`, remedy);
    else if (text.length > MAX_WORDING_LENGTH)
      report("long-wording", path, `this has ${text.length} characters`, remedy);
  };
  const each = (wording: RoleWording, path: Path, check: (text: string, path: Path) => void) => {
    // a role without words of its own reads the physician's: one error, not three
    for (const role of ROLES)
      if (role === "physician" || wording[role] !== wording.physician) check(wording[role], [...path, role]);
  };
  protocol.questions.forEach(({ ask, why }, at) => {
    each(ask, ["questions", at, "ask"], short);
    short(why, ["questions", at, "why"]);
  });
  protocol.recommendations.forEach(({ id, text }, at) => {
    each(text, ["recommendations", at, "text"], (words, path) => {
      short(words, path);
      if (id.startsWith("score.") && !words.includes("{score}"))
        report(
          "score-not-shown",
          path,
          `the text of "${id}" never says the score`,
          "put {score} where it belongs",
        );
    });
  });
}

/** A full stop inside a number or after "e.g" ends nothing: a sentence ends before a space and a capital, or at the end. */
function sentenceCount(text: string): number {
  return text.trim().split(/[.?!]["')]?\s+(?=["'(]?\p{Lu})/u).length;
}
