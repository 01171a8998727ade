/** Answers and conditions in words, the same on every platform. */
import { kindOf } from "../answers/registry.ts";
import { UNKNOWN_WORDS, valueText } from "../answers/text.ts";
import type { Comparison, Condition } from "../protocol/condition.ts";
import type { Protocol, Role } from "../protocol/schema.ts";
import type { AgeAt, SentenceScope } from "../protocol/sentence.ts";
import { index } from "./index-of-protocol.ts";

/** A finding's name for readers: a question's, a sign's or a derived finding's label. */
export function findingLabel(protocol: Protocol, finding: string): string {
  const parts = index(protocol);
  const [id = "", part] = finding.split(".");
  const question = parts.questions.get(id);
  if (!question) return parts.derived.get(finding)?.label ?? finding;
  const named = kindOf(question.answer)
    .parts(question.answer)
    .find((one) => one.id === part);
  return named?.label ?? question.label;
}

/** A recommendation's name for readers: its first sentence, without the parts that a result fills in. */
export function recommendationName(protocol: Protocol, id: string, role: Role = "physician"): string {
  const text = index(protocol).recommendations.get(id)?.text[role] ?? id;
  const [first = text] = text.replace(/:? ?\{\w+\}/g, "").split(/(?<=\.)\s/);
  return first.replace(/\.$/, "");
}

/**
 * A condition in a clinician's words: "Course of the pain: worsening and Time since the injection at most
 * 72 h". A nested part with its own "and" or "or" is in parentheses.
 */
export function conditionWords(protocol: Protocol, condition: Condition): string {
  const words = (part: Condition) => {
    const parts = part.kind === "is" ? part.options : "of" in part ? [part.of].flat() : [part];
    const said = conditionWords(protocol, part);
    return parts.length > 1 ? `(${said})` : said;
  };
  switch (condition.kind) {
    case "any":
      return condition.of.map(words).join(" or ");
    case "all":
      return condition.of.map(words).join(" and ");
    case "at-least":
      return `at least ${condition.count} of ${condition.of.map(words).join(", ")}`;
    case "not":
      return condition.of.kind === "present"
        ? `${findingLabel(protocol, condition.of.finding)}: absent`
        : `not ${words(condition.of)}`;
    case "certainly":
      return `known: ${words(condition.of)}`;
    case "present":
      return narrowedWords(condition, `${findingLabel(protocol, condition.finding)}: present`);
    case "is": {
      const question = index(protocol).questions.get(condition.finding);
      const options = condition.options.map((option) => (question ? valueText(question, option) : option));
      return narrowedWords(
        condition,
        `${findingLabel(protocol, condition.finding)}: ${options.join(" or ")}`,
      );
    }
    case "compare":
      return narrowedWords(
        condition,
        `${findingLabel(protocol, condition.finding)} ${comparedWords(condition)}`,
      );
    case "difference": {
      const sides = condition.larger === undefined ? "difference" : `larger on the ${condition.larger} by`;
      return `${findingLabel(protocol, condition.finding)} ${sides} ${comparedWords(condition)}`;
    }
    case "new-grade":
      return narrowedWords(
        condition,
        `${findingLabel(protocol, condition.finding)}: a new grade ${COMPARISONS[condition.comparison]} ${condition.value}`,
      );
    case "known":
      return `${findingLabel(protocol, condition.finding)}: known`;
    case "age":
      return `${findingLabel(protocol, condition.finding)}${ageAtWords(protocol, condition.at)} ${condition.may ? "possibly " : ""}${comparedWords(condition)}`;
    case "answered-within":
      return `${findingLabel(protocol, condition.finding)}: answered within ${condition.value} ${condition.unit}`;
    case "after":
      return `${findingLabel(protocol, condition.finding)}: later than ${condition.studies.map((id) => findingLabel(protocol, id)).join(" or ")}`;
    case "onset-before":
      return `an onset before ${findingLabel(protocol, condition.finding)}`;
    case "score":
      return `${index(protocol).scores.get(condition.score)?.label ?? condition.score}${condition.item ? ", one item," : ""} ${comparedWords(condition)}`;
    case "site":
      return `the site allows it: ${protocol.site_switches.find(({ id }) => id === condition.switch)?.label ?? condition.switch}`;
    case "held":
      return `${recommendationName(protocol, condition.recommendation)} is withheld for more than time`;
    case "unable":
      return `${findingLabel(protocol, condition.finding)}: ${UNKNOWN_WORDS.unable}`;
    case "unknown":
      return `${findingLabel(protocol, condition.finding)}: not known`;
    case "recommended":
      return `${recommendationName(protocol, condition.recommendation)} is recommended`;
    case "no-rule-above":
      return "no other criterion is met";
  }
}

const comparedWords = ({
  comparison,
  value,
  unit,
}: {
  comparison: Comparison;
  value: number;
  unit: string;
}) => `${COMPARISONS[comparison]} ${value} ${unit}`;

function narrowedWords({ unlessOld, side, places }: SentenceScope, words: string): string {
  const narrowing = [
    ...(unlessOld ? ["new"] : []),
    ...(places ? [`at ${places.join(" or ")}`] : []),
    ...(side ? [`on the ${side}`] : []),
  ];
  return narrowing.length > 0 ? `${words} (${narrowing.join(", ")})` : words;
}

function ageAtWords(protocol: Protocol, at: AgeAt): string {
  if (at.kind === "now") return "";
  const findings = at.of.map((id) => findingLabel(protocol, id)).join(" or ");
  return at.kind === "answer" ? ` when answered: ${findings}` : ` when this began: ${findings}`;
}

const COMPARISONS = { "<": "below", "<=": "at most", ">": "above", ">=": "at least" } as const;
