/** Answers and conditions in words, the same words at every door. */
import type { Condition } from "../protocol/condition.ts";
import { type Protocol, type Question, type Role, SIDES } from "../protocol/schema.ts";
import { type Answer, type UnknownReason, type Value, valuePart } from "./finding.ts";
import { index } from "./index-of-protocol.ts";

const UNKNOWN_WORDS: Record<UnknownReason, string> = {
  not_assessed: "not assessed",
  unable: "unable to assess",
  declined: "declined",
};

/** One answer in words: "left 41 cm, right 37 cm". An answer that is missing was not asked. */
export function answerText(question: Question, answer: Answer | undefined): string {
  if (answer === undefined) return "not asked";
  return "unknown" in answer ? UNKNOWN_WORDS[answer.unknown] : valueText(question, answer.value);
}

const sidesText = (value: Value, text: (part: Value) => string): string =>
  typeof value === "object"
    ? SIDES.flatMap((side) => (value[side] === undefined ? [] : [`${side} ${text(value[side])}`])).join(", ")
    : text(value);

export function valueText(question: Question, value: Value): string {
  const spec = question.answer;
  switch (spec.kind) {
    case "tri":
      return typeof value === "number" ? `${value} ${spec.measured?.unit ?? ""}`.trim() : String(value);
    case "choice": {
      const label = (part: Value) =>
        lowerFirst(spec.options.find((option) => option.id === part)?.label ?? String(part));
      const degrees = SIDES.flatMap((side) => {
        const angle = valuePart(value, `${side}_degrees`);
        return angle === undefined ? [] : [`${side} at ${angle} degrees`];
      });
      return [sidesText(value, label), ...degrees].filter(Boolean).join(", ");
    }
    case "number":
      return `${value} ${spec.unit}`;
    case "grades":
      return gradesText(spec, value);
    case "sensation":
      return typeof value === "string"
        ? value
        : Object.entries(value)
            .map(([place, state]) => `${place.replaceAll(".", " ").replaceAll("_", " ")} ${state}`)
            .join(", ");
    case "circumferences":
      return spec.levels
        .flatMap((level) => {
          const sides = valuePart(value, level.id);
          return sides === undefined
            ? []
            : [`${lowerFirst(level.label)} ${sidesText(sides, (cm) => `${cm} ${spec.unit}`)}`];
        })
        .join("; ");
    case "signs":
      return spec.signs
        .flatMap((sign) => {
          const state = valuePart(value, sign.id);
          return state === undefined ? [] : [`${lowerFirst(sign.label)} ${state}`];
        })
        .join(", ");
  }
}

/**
 * What to watch for, as a reader who has no measurement yet would say it; "" where its name says it.
 * @param values what of this question matters by itself, of all that the protocol tells apart, the mildest first
 */
export function watchedText(question: Question, values: readonly Value[], all: readonly Value[]): string {
  const spec = question.answer;
  const [mildest] = values;
  if (mildest === undefined) return "";
  switch (spec.kind) {
    case "tri":
      return "";
    case "number":
      return optionRuns(values, all)
        .map(({ from, to, first, last }) => {
          if (first && last) return "";
          if (first) return `${valueText(question, to)} or less`;
          return last ? `${valueText(question, from)} or more` : `${from} to ${valueText(question, to)}`;
        })
        .join(", ");
    case "grades":
      return `${valuePart(mildest, "worst")}/${spec.normal} or worse`;
    case "circumferences":
      return eitherText(
        spec.levels.flatMap(({ id, label }) =>
          values.some((value) => valuePart(value, id) !== undefined) ? [`${lowerFirst(label)} unequal`] : [],
        ),
      );
    case "signs":
      return eitherText(
        spec.signs.flatMap(({ id, label }) =>
          values.some((value) => valuePart(value, id) === "present") ? [lowerFirst(label)] : [],
        ),
      );
    case "choice":
      return eitherText(values.map((value) => valueText(question, value)));
    case "sensation":
      return valueText(question, mildest);
  }
}

/** One of several, each to be told from the next also where it has a comma of its own. */
const eitherText = (named: readonly string[]): string =>
  named.join(named.some((name) => name.includes(",")) ? "; or " : " or ");

interface OptionRun {
  from: Value;
  to: Value;
  /** It begins with the least of all, or ends with the greatest. */
  first: boolean;
  last: boolean;
}

/** Numbers that follow each other among all of them, as runs. */
function optionRuns(values: readonly Value[], all: readonly Value[]): OptionRun[] {
  const runs: OptionRun[] = [];
  let open = false;
  for (const [at, value] of all.entries()) {
    const run = runs.at(-1);
    if (!values.includes(value)) open = false;
    else if (open && run) Object.assign(run, { to: value, last: at === all.length - 1 });
    else {
      runs.push({ from: value, to: value, first: at === 0, last: at === all.length - 1 });
      open = true;
    }
  }
  return runs;
}

function gradesText(spec: Extract<Question["answer"], { kind: "grades" }>, value: Value): string {
  if (typeof value !== "object") return String(value);
  const grade = (cell: Value) =>
    typeof cell === "object" ? `${cell.grade}/${spec.normal} (old)` : `${cell}/${spec.normal}`;
  const cells = SIDES.flatMap((side) =>
    spec.groups.flatMap((group) => {
      const cell = value[`${side}.${group.id}`];
      return cell === undefined ? [] : [{ words: `${side} ${lowerFirst(group.label)} ${grade(cell)}`, cell }];
    }),
  );
  const weak = cells.filter(({ cell }) => cell !== spec.normal);
  const whole = cells.length === SIDES.length * spec.groups.length;
  if (value.worst !== undefined)
    return value.worst === spec.normal && weak.length === 0
      ? `all ${spec.normal}/${spec.normal}`
      : [`worst ${grade(value.worst)}`, ...weak.map(({ words }) => words)].join(", ");
  if (whole && weak.length === 0) return `all ${spec.normal}/${spec.normal}`;
  return (
    whole ? [...weak.map(({ words }) => words), "the others normal"] : cells.map(({ words }) => words)
  ).join(", ");
}

/** Lower-cases a label inside a sentence, but not an abbreviation such as MRI, nor a name as in Homans' sign. */
export const lowerFirst = (label: string): string =>
  /^[A-Z][a-z]/.test(label) && !/^\w+['’]/.test(label)
    ? label.charAt(0).toLowerCase() + label.slice(1)
    : label;

/** A finding's name for readers: a question's, a sign's or a derived finding's label. */
export function findingLabel(protocol: Protocol, finding: string): string {
  const parts = index(protocol);
  const [id = "", part] = finding.split(".");
  const question = parts.questions.get(id);
  if (!question) return parts.derived.get(finding)?.label ?? finding;
  const { answer } = question;
  const sub =
    answer.kind === "signs"
      ? answer.signs.find((sign) => sign.id === part)?.label
      : answer.kind === "circumferences"
        ? answer.levels.find((level) => level.id === part)?.label
        : undefined;
  return sub ?? question.label;
}

/** A recommendation's name for readers: its first sentence, without what a result fills in. */
export function recommendationName(protocol: Protocol, id: string, role: Role = "physician"): string {
  const text = index(protocol).recommendations.get(id)?.text[role] ?? id;
  const [first = text] = text.replace(/:? ?\{\w+\}/g, "").split(/(?<=\.)\s/);
  return first.replace(/\.$/, "");
}

/**
 * A condition in words that a clinician reads: "Course of the pain: worsening and Time since the injection at most
 * 72 h". Inside another, a part with its own "and" or "or" stands in parentheses.
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
    case "present":
      return `${findingLabel(protocol, condition.finding)}: present`;
    case "is": {
      const question = index(protocol).questions.get(condition.finding);
      const options = condition.options.map((option) => (question ? valueText(question, option) : option));
      return `${findingLabel(protocol, condition.finding)}: ${options.join(" or ")}`;
    }
    case "compare":
      return `${findingLabel(protocol, condition.finding)} ${COMPARISONS[condition.comparison]} ${condition.value} ${condition.unit}`;
    case "difference":
      return `${findingLabel(protocol, condition.finding)} difference ${COMPARISONS[condition.comparison]} ${condition.value} ${condition.unit}`;
    case "new-grade":
      return `${findingLabel(protocol, condition.finding)}: a new grade ${COMPARISONS[condition.comparison]} ${condition.value}`;
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

const COMPARISONS = { "<": "below", "<=": "at most", ">": "above", ">=": "at least" } as const;
