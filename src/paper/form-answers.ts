/** The room for an answer on paper: boxes to tick and lines to write on, for each kind of question. */
import { type Child, el } from "../pictures/markup.ts";
import { type AnswerSpec, type Question, SIDES } from "../protocol/schema.ts";

/** The patient's right comes first, as it stands on the left of whoever faces the patient. */
const ON_PAPER = [...SIDES].reverse();
const NAMES = { left: "Left", right: "Right" } as const;

/** A box to tick, and what it means. */
export const tick = (label: string): Child =>
  el("span", { class: "tick" }, el("span", { class: "box" }), " ", label);

/** A line to write on. */
export const blank = (className = "short"): Child => el("span", { class: `blank ${className}` });

/** Marks what the article does not say; the form's first page says what the mark means. */
export const DAGGER = "\u2020";
export const dagger = (from: "seed" | "extension"): Child =>
  from === "extension" ? el("span", { class: "dagger" }, `\u00a0${DAGGER}`) : null;

const line = (...children: Child[]): Child => el("div", { class: "line" }, ...children);
const hint = (text: string): Child => el("span", { class: "hint" }, ` ${text}`);
const unknown = (): Child[] => [tick("Not assessed"), tick("Unable")];

/** What is ticked or written for one question. */
export function answerSpace({ answer: spec }: Question): Child[] {
  switch (spec.kind) {
    case "tri":
      return [
        line(tick("Yes"), tick("No"), unknown()),
        spec.measured
          ? line(
              "or ",
              blank(),
              units(spec.measured),
              hint(`yes from ${spec.measured.present_at_least} ${spec.measured.unit}`),
            )
          : null,
      ];
    case "choice":
      return choice(spec);
    case "number":
      return [
        line(blank(), units(spec), hint(`${spec.min} to ${spec.max} ${spec.unit}`)),
        line(spec.since ? ["or date and time ", blank("long"), " "] : null, unknown()),
      ];
    case "grades":
      return [
        grid(
          ["", ...ON_PAPER.flatMap((side) => [NAMES[side], "old"])],
          spec.groups.map(({ label, root }) => [
            `${label} (${root})`,
            ...ON_PAPER.flatMap(() => [blank("cell"), el("span", { class: "box" })]),
          ]),
        ),
        line(
          tick(`All ${spec.normal}/${spec.normal}`),
          unknown(),
          hint(`${spec.min} to ${spec.max}; old: it was there before`),
        ),
      ];
    case "sensation":
      return sensation(spec);
    case "circumferences":
      return [
        grid(
          ["", ...ON_PAPER.map((side) => `${NAMES[side]}, ${spec.unit}`), "Difference"],
          spec.levels.map(({ label }) => [label, blank("cell"), blank("cell"), blank("cell")]),
        ),
        line(unknown()),
      ];
    case "signs":
      return [
        ...spec.signs.map(({ label, adjunct }) =>
          line(
            el("span", { class: "name" }, label),
            tick("Yes"),
            tick("No"),
            tick("Not assessed"),
            adjunct ? hint("recorded, not counted unless yes") : null,
          ),
        ),
      ];
  }
}

function choice(spec: Extract<AnswerSpec, { kind: "choice" }>): Child[] {
  const options = spec.options.map(({ label }) => tick(label));
  if (!spec.by_side) return [line(...options, unknown())];
  const angle = spec.degrees ? ["at ", blank(), "\u00b0"] : [];
  return [
    ...ON_PAPER.map((side) => line(el("span", { class: "name" }, NAMES[side]), ...options, ...angle)),
    line(unknown()),
  ];
}

function sensation({ dermatomes, modalities }: Extract<AnswerSpec, { kind: "sensation" }>): Child[] {
  const rows = ON_PAPER.flatMap((side) =>
    modalities.map((modality) => `${NAMES[side]} ${modality.replaceAll("_", " ")}`),
  );
  return [
    line(tick("Normal everywhere"), tick("Reduced"), unknown()),
    grid(
      ["", ...dermatomes],
      rows.map((row) => [row, ...dermatomes.map(() => blank("cell small"))]),
    ),
    line(hint("N normal, R reduced; leave open what was not examined")),
  ];
}

/** The unit, and the others that may be circled instead. */
function units({ unit, other_units }: { unit: string; other_units: readonly { unit: string }[] }): Child {
  const others = other_units.map((other) => other.unit);
  return others.length === 0 ? ` ${unit}` : ` circle: ${[unit, ...others].join(" / ")}`;
}

function grid(heads: readonly string[], rows: readonly (readonly Child[])[]): Child {
  return el(
    "table",
    { class: "grid" },
    el("tr", {}, ...heads.map((head) => el("th", { scope: "col" }, head))),
    ...rows.map(([name = "", ...cells]) =>
      el("tr", {}, el("th", { scope: "row" }, name), ...cells.map((cell) => el("td", {}, cell))),
    ),
  );
}
