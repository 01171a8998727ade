/** Sentences about time, scores, sites and parts: what they name exists, and allows such a sentence. */
import { kindOf } from "../../answers/registry.ts";
import { type LocatedCondition, locatedConditions, locatedSentences } from "../condition-locations.ts";
import { didYouMean, type Path } from "../issue.ts";
import type { Protocol, Question } from "../schema.ts";
import { hoursOf, type Leaf, type SentenceScope } from "../sentence.ts";
import type { ReportIssue } from "./report.ts";

/** A question whose answer is a moment, so that its age can be asked for. */
const isMoment = ({ answer }: Question): boolean => kindOf(answer).isMoment(answer);

export function checkNarrowedSentences(protocol: Protocol, report: ReportIssue): void {
  const names = namesOf(protocol);
  for (const { condition, path, role } of locatedConditions(protocol))
    for (const { leaf, path: here } of locatedSentences(condition, path))
      checkLeaf(leaf, names, role, here, report);
}

interface Names {
  questions: ReadonlyMap<string, Question>;
  scores: ReadonlySet<string>;
  switches: ReadonlySet<string>;
  rules: ReadonlySet<string>;
  gated: ReadonlySet<string>;
}

const namesOf = (protocol: Protocol): Names => ({
  questions: new Map(protocol.questions.map((question) => [question.id, question])),
  scores: new Set(protocol.scores.map(({ id }) => id)),
  switches: new Set(protocol.site_switches.map(({ id }) => id)),
  rules: new Set(protocol.rules.map(({ id }) => id)),
  gated: new Set(
    protocol.recommendations.flatMap(({ id, gate }) => ((gate?.requires.length ?? 0) > 0 ? [id] : [])),
  ),
});

function checkLeaf(
  leaf: Leaf,
  names: Names,
  role: LocatedCondition["role"],
  here: Path,
  report: ReportIssue,
): void {
  const exists = (kind: string, id: string, known: Iterable<string>) => {
    const all = [...known];
    if (!all.includes(id))
      report(
        `unknown-${kind}`,
        here,
        `there is no ${kind} "${id}"`,
        `correct its spelling or define it${didYouMean(id, all)}`,
      );
  };
  const inTime = (value: number, unit: string) => {
    if (hoursOf(value, unit) === null)
      report("wrong-unit", here, `"${unit}" is no unit of time`, "write min, h or days");
  };
  switch (leaf.kind) {
    case "score":
      exists("score", leaf.score, names.scores);
      return;
    case "site":
      exists("site-switch", leaf.switch, names.switches);
      return;
    case "recommended":
      for (const rule of leaf.apart ?? []) exists("rule", rule, names.rules);
      return;
    case "held":
      exists("gate", leaf.recommendation, names.gated);
      if (role !== "if")
        report(
          "misplaced-sentence",
          here,
          '"is held" means nothing here',
          "it may stand under if, once all rules are read",
        );
      return;
    case "age":
      checkMoment(leaf.finding, names, here, report);
      inTime(leaf.value, leaf.unit);
      for (const id of leaf.at.kind === "now" ? [] : leaf.at.of)
        exists("question", id, names.questions.keys());
      return;
    case "onset-before":
      checkMoment(leaf.finding, names, here, report);
      return;
    case "answered-within":
      inTime(leaf.value, leaf.unit);
      return;
    case "after":
      for (const id of leaf.studies)
        if (names.questions.get(id)?.study !== true)
          report(
            "not-a-study",
            here,
            `"${id}" is not the result of a study`,
            "name a question with study: true",
          );
      return;
    case "present":
    case "is":
    case "compare":
    case "new-grade": {
      const question = names.questions.get(leaf.finding.split(".")[0] ?? "");
      if (question) checkNarrowing(leaf, question, here, report);
      return;
    }
    default:
  }
}

function checkMoment(id: string, { questions }: Names, here: Path, report: ReportIssue): void {
  const question = questions.get(id);
  if (question && !isMoment(question))
    report(
      "not-a-moment",
      here,
      `"${id}" is not a moment whose age grows`,
      "give its question the answer kind moment",
    );
}

function checkNarrowing(
  { unlessOld, side, places }: SentenceScope,
  { id, answer }: Question,
  here: Path,
  report: ReportIssue,
): void {
  const say = (message: string, remedy: string) => report("wrong-narrowing", here, message, remedy);
  const sayable = kindOf(answer).sayable(answer);
  if (unlessOld && !sayable.onlyNew)
    say(`"${id}" can never be old, so "new" says nothing`, "remove new, or say what may be old");
  if (side !== undefined && !sayable.bySide) say(`"${id}" is not examined by side`, "remove the side");
  const known = sayable.places;
  if (places !== undefined && !known) say(`"${id}" has no places`, "remove them");
  for (const place of places ?? [])
    if (known && !known.includes(place))
      say(`"${place}" is no place of "${id}"`, `allowed: ${known.join(", ")}`);
}
