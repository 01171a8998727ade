/** The room for an answer on paper: boxes to tick and lines to write on, for each kind of question. */
import { type SvgChild, svgElement } from "../pictures/markup.ts";
import { type AnswerSpec, type Question, SIDES } from "../protocol/schema.ts";

/** The patient's right comes first, as it stands on the left of whoever faces the patient. */
const ON_PAPER = [...SIDES].reverse();
const SIDE_NAMES = { left: "Left", right: "Right" } as const;

/** A box to tick, and what it means. */
export const tick = (label: string): SvgChild =>
  svgElement("span", { class: "tick" }, svgElement("span", { class: "box" }), " ", label);

/** A line to write on. */
export const blank = (className = "short"): SvgChild => svgElement("span", { class: `blank ${className}` });

/** Marks what the article does not say; the form's first page says what the mark means. */
export const DAGGER = "\u2020";
export const dagger = (from: "seed" | "extension"): SvgChild =>
  from === "extension" ? svgElement("span", { class: "dagger" }, `\u00a0${DAGGER}`) : null;

const answerLine = (...children: SvgChild[]): SvgChild => svgElement("div", { class: "line" }, ...children);
const hintSpan = (text: string): SvgChild => svgElement("span", { class: "hint" }, ` ${text}`);
const unknownTicks = (): SvgChild[] => [tick("Not assessed"), tick("Unable")];

/** What is ticked or written for one question. */
export function answerSpace({ answer: spec }: Question): SvgChild[] {
  switch (spec.kind) {
    case "tri":
      return [
        answerLine(tick("Yes"), tick("No"), unknownTicks()),
        spec.measured
          ? answerLine(
              "or ",
              blank(),
              units(spec.measured),
              hintSpan(`yes from ${spec.measured.present_at_least} ${spec.measured.unit}`),
            )
          : null,
      ];
    case "choice":
      return choiceTicks(spec);
    case "number":
      return [
        answerLine(blank(), units(spec), hintSpan(`${spec.min} to ${spec.max} ${spec.unit}`)),
        answerLine(spec.since ? ["or date and time ", blank("long"), " "] : null, unknownTicks()),
      ];
    case "grades":
      return [
        grid(
          ["", ...ON_PAPER.flatMap((side) => [SIDE_NAMES[side], "old"])],
          spec.groups.map(({ label, root }) => [
            `${label} (${root})`,
            ...ON_PAPER.flatMap(() => [blank("cell"), svgElement("span", { class: "box" })]),
          ]),
        ),
        answerLine(
          tick(`All ${spec.normal}/${spec.normal}`),
          unknownTicks(),
          hintSpan(`${spec.min} to ${spec.max}; old: it was there before`),
        ),
      ];
    case "sensation":
      return sensation(spec);
    case "circumferences":
      return [
        grid(
          ["", ...ON_PAPER.map((side) => `${SIDE_NAMES[side]}, ${spec.unit}`), "Difference"],
          spec.levels.map(({ label }) => [label, blank("cell"), blank("cell"), blank("cell")]),
        ),
        answerLine(unknownTicks()),
      ];
    case "signs":
      return [
        ...spec.signs.map(({ label, adjunct }) =>
          answerLine(
            svgElement("span", { class: "name" }, label),
            tick("Yes"),
            tick("No"),
            tick("Not assessed"),
            adjunct ? hintSpan("recorded, not counted unless yes") : null,
          ),
        ),
      ];
  }
}

function choiceTicks(spec: Extract<AnswerSpec, { kind: "choice" }>): SvgChild[] {
  const options = spec.options.map(({ label }) => tick(label));
  if (!spec.by_side) return [answerLine(...options, unknownTicks())];
  const angle = spec.degrees ? ["at ", blank(), "\u00b0"] : [];
  return [
    ...ON_PAPER.map((side) =>
      answerLine(svgElement("span", { class: "name" }, SIDE_NAMES[side]), ...options, ...angle),
    ),
    answerLine(unknownTicks()),
  ];
}

function sensation({ dermatomes, modalities }: Extract<AnswerSpec, { kind: "sensation" }>): SvgChild[] {
  const rows = ON_PAPER.flatMap((side) =>
    modalities.map((modality) => `${SIDE_NAMES[side]} ${modality.replaceAll("_", " ")}`),
  );
  return [
    answerLine(tick("Normal everywhere"), tick("Reduced"), unknownTicks()),
    grid(
      ["", ...dermatomes],
      rows.map((row) => [row, ...dermatomes.map(() => blank("cell small"))]),
    ),
    answerLine(hintSpan("N normal, R reduced; leave open what was not examined")),
  ];
}

/** The unit, and the others that may be circled instead. */
function units({ unit, other_units }: { unit: string; other_units: readonly { unit: string }[] }): SvgChild {
  const others = other_units.map((other) => other.unit);
  return others.length === 0 ? ` ${unit}` : ` circle: ${[unit, ...others].join(" / ")}`;
}

function grid(heads: readonly string[], rows: readonly (readonly SvgChild[])[]): SvgChild {
  return svgElement(
    "table",
    { class: "grid" },
    svgElement("tr", {}, ...heads.map((head) => svgElement("th", { scope: "col" }, head))),
    ...rows.map(([name = "", ...cells]) =>
      svgElement(
        "tr",
        {},
        svgElement("th", { scope: "row" }, name),
        ...cells.map((cell) => svgElement("td", {}, cell)),
      ),
    ),
  );
}
