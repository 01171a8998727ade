/** What can be typed for an answer, in the words that are taken for one: for a person, where JSON would be no help. */
import type { Question } from "../protocol/schema.ts";
import { allowed, type InvalidAnswer } from "../triage/finding.ts";
import { allowedText } from "../triage/quantity.ts";

type HintedSpec = Question["answer"];

/** Answers as somebody would type them: each is read as it stands. */
export function typedExamples(spec: HintedSpec): string[] {
  switch (spec.kind) {
    case "tri":
      return ["yes", "no"];
    case "choice": {
      const labels = spec.options.map(({ label }) => label.toLowerCase());
      const [first, ...rest] = labels;
      const last = rest.at(-1);
      return spec.by_side && first && last ? [...labels, `left ${last}, right ${first}`] : labels;
    }
    case "number":
      return spec.since ? ["yesterday 14:00"] : [];
    case "grades": {
      const { normal, groups } = spec;
      const [group] = groups;
      return [
        `all ${normal}/${normal}`,
        ...(group ? [`left ${group.label.toLowerCase()} ${normal - 1}/${normal}`] : []),
      ];
    }
    case "sensation":
      return ["normal", "reduced"];
    case "circumferences": {
      const length = Math.round((spec.min + spec.max) / 3);
      const both = `left ${length}, right ${length - 1} ${spec.unit}`;
      return [spec.levels.map(({ id }) => `${id} ${both}`).join("; ")];
    }
    case "signs":
      return [...spec.signs.map(({ label }) => label.toLowerCase()), "none of these"];
  }
}

/** The same in one line, with the range of what is measured. Every question also takes "not assessed". */
export function typed(spec: HintedSpec): string {
  const measured = spec.kind === "number" ? spec : spec.kind === "tri" ? spec.measured : undefined;
  return [
    ...(measured ? [allowedText(measured)] : []),
    ...typedExamples(spec).map((example) => `"${example}"`),
  ].join(", ");
}

/** What is wrong with a typed answer, and what would be right. */
export function inputHint({ answer }: Question, faults: readonly InvalidAnswer[]): string {
  const said = faults.map((fault) => {
    const right = fault.allowed === allowed(answer) ? typed(answer) : fault.allowed;
    return `${fault.value}: ${right}`;
  });
  return said.join("; ") || typed(answer);
}
