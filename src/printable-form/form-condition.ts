/** A condition as a list to go through with a pen: what has to hold, and the number under which it was answered. */
import { type SvgChild, svgElement } from "../pictures/markup.ts";
import { flowOf } from "../pictures/protocol-flow.ts";
import type { Condition } from "../protocol/condition.ts";
import type { Protocol } from "../protocol/schema.ts";
import { conditionWords } from "../triage/describe.ts";

/** Writes a condition; every sentence ends with the number of its question or the mark of its derived finding. */
export function conditionList(protocol: Protocol, condition: Condition): SvgChild {
  const places = questionNumbers(protocol);
  const write = (part: Condition): SvgChild => {
    switch (part.kind) {
      case "any":
      case "all":
      case "at-least": {
        if (part.of.length === 1 && part.of[0]) return write(part.of[0]);
        const join = svgElement("span", { class: "join" }, `${JOINS[part.kind](part)}: `);
        // plain parts share a line; where one has parts of its own, each begins a line
        return part.of.every(isPlainCondition)
          ? [join, part.of.map((each, at) => [at > 0 ? "; " : "", write(each)])]
          : [join, svgElement("ul", {}, ...part.of.map((each) => svgElement("li", {}, write(each))))];
      }
      case "not":
        return isPlainCondition(part.of)
          ? sentence(part, "finding" in part.of ? part.of.finding : "")
          : [svgElement("span", { class: "join" }, "Not "), write(part.of)];
      case "certainly":
        return isPlainCondition(part.of)
          ? sentence(part, "finding" in part.of ? part.of.finding : "")
          : [svgElement("span", { class: "join" }, "Known: "), write(part.of)];
      default:
        return sentence(part, "finding" in part ? part.finding : "");
    }
  };
  const sentence = (part: Condition, finding: string): SvgChild => {
    const place = places.get(finding.split(".")[0] ?? "");
    return [
      conditionWords(protocol, part),
      place ? svgElement("span", { class: "place" }, ` (${place})`) : null,
    ];
  };
  return write(condition);
}

const JOINS = {
  any: () => "Any of",
  all: () => "All of",
  "at-least": (part: Condition) => `At least ${part.kind === "at-least" ? part.count : 1} of`,
};

const isPlainCondition = (part: Condition): boolean =>
  part.kind === "not" || part.kind === "certainly" ? isPlainCondition(part.of) : !("of" in part);

/** Numbers of questions and marks of derived findings, by id. */
function questionNumbers(protocol: Protocol): Map<string, string> {
  const { sections, derived } = flowOf(protocol);
  return new Map([
    ...sections.flatMap(({ questions }) =>
      questions.map(({ number, question }) => [question.id, String(number)] as const),
    ),
    ...derived.map(({ mark, derived: { id } }) => [id, mark] as const),
  ]);
}
