/** Grades of power by side and group of muscles; a grade may be marked as old. */
import { z } from "zod";
import type { FindingCondition } from "../protocol/condition.ts";
import { anyTruth, type Truth } from "../protocol/logic.ts";
import { lineSchema, SIDES, type Side, spokenSchema, wordSchema } from "../protocol/terms.ts";
import { type AnswerWords, oneOf } from "./answer-words.ts";
import { allSubsets, combinations, filledCells, someCells, wholeNumbers } from "./enumerate.ts";
import { choiceField, UNKNOWN_CHOICES } from "./form-fields.ts";
import { type AnswerKind, answerKind, type ReadingContext } from "./kind.ts";
import { lowerFirst } from "./label-case.ts";
import { oncePer } from "./once-per.ts";
import { PAPER_SIDES, paperLine } from "./paper.ts";
import { compareTruth, eitherTruth, sidesOf, thresholds } from "./sentence-truth.ts";
import { bothSides } from "./side-table.ts";
import { isSide, SIDE_NAMES, splitSide } from "./sides.ts";
import { isRawMap, type Value, valuePart } from "./value.ts";

const gradesSchema = z.strictObject({
  kind: z.literal("grades"),
  groups: z
    .array(z.strictObject({ id: wordSchema, label: lineSchema, root: lineSchema, also: spokenSchema }))
    .min(1),
  min: z.number(),
  max: z.number(),
  normal: z.number(),
});
export type GradesSpec = z.output<typeof gradesSchema>;

export const grades: AnswerKind<typeof gradesSchema> = answerKind(gradesSchema, {
  allowed: ({ groups, min, max }) =>
    `unknown, {"worst": ${min}-${max}}, or whole grades ${min}-${max} by side and group (${SIDES.join("/")}.${groups.map(({ id }) => id).join("/")}), each alone or as {"grade", "old"}`,
  read(spec, raw, context) {
    if (!isRawMap(raw) || Object.keys(raw).length === 0) {
      context.fault(raw, grades.allowed(spec));
      return null;
    }
    const value: Record<string, Value> = {};
    for (const [key, part] of Object.entries(raw)) {
      if (key === "old" && "worst" in raw) continue;
      const [side, group, ...rest] = key.split(".");
      const known = isSide(side) && spec.groups.some(({ id }) => id === group) && rest.length === 0;
      if (key !== "worst" && !known) context.fault(key, grades.allowed(spec));
      else if (part !== "unknown") {
        const source = key === "worst" && raw.old !== undefined ? { grade: part, old: raw.old } : part;
        const grade = readGrade(spec, source, `.${key}`, context);
        if (grade !== null) value[key] = grade;
      }
    }
    return value;
  },
  text(spec, value) {
    if (typeof value !== "object") return String(value);
    const { normal } = spec;
    const cells = SIDES.flatMap((side) =>
      spec.groups.flatMap(({ id, label }) => {
        const cell = value[`${side}.${id}`];
        if (cell === undefined) return [];
        return [{ words: `${side} ${lowerFirst(label)} ${gradeText(spec, cell)}`, cell }];
      }),
    );
    const weak = cells.filter(({ cell }) => cell !== normal).map(({ words }) => words);
    const whole = cells.length === SIDES.length * spec.groups.length;
    const allNormal = `all ${normal}/${normal}`;
    if (value.worst !== undefined)
      return value.worst === normal && weak.length === 0
        ? allNormal
        : [`worst ${gradeText(spec, value.worst)}`, ...weak].join(", ");
    if (whole && weak.length === 0) return allNormal;
    return (whole ? [...weak, "the others normal"] : cells.map(({ words }) => words)).join(", ");
  },
  watchedText: ({ normal }, [mildest]) => `${valuePart(mildest, "worst")}/${normal} or worse`,

  idLists: ({ groups }) => [{ what: "group", key: "groups", ids: groups.map(({ id }) => id) }],
  vocabulary: ({ groups }) =>
    groups.map(({ id, label, also }, at) => ({
      means: { is: "group", group: id },
      own: [id.replaceAll("_", " "), label],
      also,
      path: ["groups", at, "also"],
    })),

  sayable: () => ({ newGrade: true, onlyNew: true, bySide: true }),
  sentenceExamples: ({ normal }, id) => `"${id} new grade < ${normal}"`,
  truth({ groups }, _part, leaf, value, { oldCounts = false }) {
    if (leaf.kind !== "new-grade") return null;
    const countedGrade = (cell: Value | undefined): Value | undefined =>
      oldCounts && typeof cell === "object" ? cell.grade : cell;
    const holds = (cell: Value | undefined): Truth => {
      const grade = countedGrade(cell);
      if (typeof grade === "number") return compareTruth(leaf, grade);
      return grade === undefined ? null : false; // an old weakness does not count
    };
    const cells = anyTruth(sidesOf(leaf), (side) =>
      anyTruth(groups, ({ id }) => holds(valuePart(value, `${side}.${id}`))),
    );
    // a worst grade covers every group that was not listed, unless it is old: others may be newly weak
    const grade = countedGrade(valuePart(value, "worst"));
    const worst = typeof grade === "number" ? compareTruth(leaf, grade) : null;
    return cells === true ? true : (worst ?? cells);
  },
  boundaryValues: ({ min, normal }, thresholdsOf) => [
    { worst: normal },
    ...thresholdsOf()
      .toSorted((a, b) => b - a)
      .map((grade) => ({ worst: Math.max(min, Math.ceil(grade) - 1) })),
  ],
  *valueClasses(spec, _id, leaves) {
    const whole = unlike(wholeNumbers(spec.min, spec.max, thresholds(leaves)), leaves);
    const bySide = leaves.some((leaf) => "side" in leaf && leaf.side !== undefined);
    const parts: readonly (Side | "both")[] = bySide ? SIDES : ["both"];
    const cells = (spec.groups.length * SIDES.length) / parts.length;
    // old weakness fills a cell and counts for nothing, so any set of grades that fits can be all there is
    const ofPart = allSubsets(whole).flatMap((some) =>
      [true, false]
        .filter((complete) => some.length <= (complete ? cells : cells - 1))
        .map((complete) => ({ some, complete })),
    );
    for (const seen of combinations(parts.map(() => ofPart))) {
      const listed = (leaf: (typeof leaves)[number]) =>
        eitherTruth(
          seen
            .filter((_, at) => !("side" in leaf) || leaf.side === undefined || leaf.side === parts[at])
            .flatMap(({ some, complete }) => [
              ...some.map((grade) => compareTruth(leaf, grade)),
              complete ? false : null,
            ]),
        );
      yield listed;
      for (const worst of whole)
        yield (leaf) => {
          const spoken = compareTruth(leaf, worst);
          return spoken === true || listed(leaf) === true ? true : spoken;
        };
    }
  },
  rawValues(spec, thresholdsOf) {
    const { min, max, normal } = spec;
    const cells = cellKeys(spec);
    const whole = wholeNumbers(min, max, [normal, ...thresholdsOf()]);
    const old = { grade: min, old: true };
    const sets = allSubsets<unknown>([...whole, old]).filter((some) => some.length > 0);
    return [
      ...whole.map((worst) => ({ worst })),
      { worst: min, old: true },
      ...sets.filter((some) => some.length < cells.length).map((some) => someCells(cells, some)),
      ...sets.filter((some) => some.length <= cells.length).map((some) => filledCells(cells, some)),
      ...sets.flatMap((some) => whole.map((worst) => ({ worst, ...someCells(cells, some) }))),
      ...[...combinations(SIDES.map((side) => oneSide(spec, side, [...whole, old])))].flatMap((sides) => {
        const listed = Object.assign({}, ...sides);
        return Object.keys(listed).length === 0
          ? [{ [cells[0] ?? ""]: "unknown" }]
          : [
              listed,
              // where every group is listed there is none that the worst one could speak for
              ...(Object.keys(listed).length < cells.length
                ? whole.map((worst) => ({ worst, ...listed }))
                : []),
            ];
      }),
    ];
  },
  partsOfValue(_, value) {
    if (typeof value !== "object") return new Map([["*", value]]);
    const { worst, ...cells } = value;
    return new Map([...Object.entries(cells), ...(worst === undefined ? [] : [["*", worst] as const])]);
  },
  // an old weakness is neither
  presence: ({ normal }, part) => (typeof part !== "number" ? null : part < normal ? "present" : "absent"),

  direct: (spec, { words, lists }) => gradesFromWords(lists, spec, words),
  examples({ normal, groups }) {
    const [group] = groups;
    return [
      `all ${normal}/${normal}`,
      ...(group ? [`left ${group.label.toLowerCase()} ${normal - 1}/${normal}`] : []),
    ];
  },
  denied: ({ normal }) => ({ worst: normal }),
  buttons: ({ normal }) => [{ label: `All ${normal}/${normal}`, value: "normal" }],
  rawOfButton: ({ normal }, value) => (value === "normal" ? { worst: normal } : value),
  fields(spec, label, value) {
    const { min, max, normal } = spec;
    const whole = Array.from({ length: max - min + 1 }, (_, at) => String(max - at));
    const options = [
      ...whole.map((grade) => ({ value: grade, label: `${grade}/${max}` })),
      ...whole.slice(1).map((grade) => ({ value: `${grade} old`, label: `${grade}/${max}, old` })),
    ];
    const all = [{ value: "normal", label: `All ${normal}/${normal}` }, ...UNKNOWN_CHOICES];
    return [
      choiceField("all", `${label}: all groups`, all, value),
      ...SIDES.flatMap((side) =>
        spec.groups.map((group) => {
          const cell = valuePart(value, `${side}.${group.id}`);
          const chosen = typeof cell === "object" ? `${cell.grade} old` : cell?.toString();
          const name = `${SIDE_NAMES[side]} ${lowerFirst(group.label)} (${group.root})`;
          return choiceField(`${side}.${group.id}`, name, options, chosen);
        }),
      ),
    ];
  },
  rawOfFields(spec, filled) {
    const all = filled.get("all");
    const cells = [...filled].filter(([key]) => key !== "all");
    if (all !== undefined && all !== "normal" && cells.length === 0) return all;
    return Object.fromEntries([
      ...(all === "normal" ? cellKeys(spec).map((key) => [key, spec.normal] as const) : []),
      ...cells.map(([key, typed]) => {
        const [grade, old] = typed.split(" ");
        return [key, old === "old" ? { grade: Number(grade), old: true } : Number(grade)] as const;
      }),
    ]);
  },
  sideTable(spec, _question, value, missing) {
    const { normal } = spec;
    const worst = valuePart(value, "worst");
    return {
      places: "power",
      rows: spec.groups.map(({ id, label, root }) => ({
        id,
        label: `${label} (${root})`,
        ...bothSides((side) => {
          const cell = valuePart(value, `${side}.${id}`) ?? (worst === normal ? worst : undefined);
          if (cell === undefined) return missing;
          if (typeof cell === "object") return { text: `${cell.grade}/${normal}, old`, tone: "old" };
          return { text: `${cell}/${normal}`, tone: cell === normal ? "normal" : "found" };
        }),
      })),
    };
  },
  unplaced(spec, value) {
    const worst = valuePart(value, "worst");
    if (worst === undefined || worst === spec.normal) return null;
    return `the weakest grade is ${gradeText(spec, worst)}, its group and side are not recorded`;
  },
  paper: ({ groups, min, max, normal }) => [
    {
      heads: ["", ...PAPER_SIDES.flatMap((side) => [SIDE_NAMES[side], "old"])],
      rows: groups.map(({ label, root }) => ({
        name: `${label} (${root})`,
        cells: PAPER_SIDES.flatMap(() => [{ blank: "cell" as const }, { tick: "" }]),
      })),
    },
    paperLine({ tick: `All ${normal}/${normal}` }, "unknown-ticks", {
      hint: `${min} to ${max}; old: it was there before`,
    }),
  ],
});

const cellKeys = ({ groups }: GradesSpec): string[] =>
  SIDES.flatMap((side) => groups.map(({ id }) => `${side}.${id}`));

/** Grades that some sentence tells apart; of those that none does, the first. */
function unlike(whole: readonly number[], leaves: readonly FindingCondition[]): number[] {
  const seen = new Set<string>();
  return whole.filter((grade) => {
    const told = leaves.map((leaf) => compareTruth(leaf, grade)).join();
    return seen.has(told) ? false : seen.add(told);
  });
}

/** One side of a patient: nothing listed, one group with a grade, or all of them. */
function oneSide(spec: GradesSpec, side: Side, grades: readonly unknown[]): Record<string, unknown>[] {
  const cells = cellKeys(spec).filter((key) => key.startsWith(`${side}.`));
  return [{}, ...grades.flatMap((grade) => [someCells(cells, [grade]), filledCells(cells, [grade])])];
}

const gradeText = ({ normal }: GradesSpec, cell: Value): string =>
  typeof cell === "object" ? `${cell.grade}/${normal} (old)` : `${cell}/${normal}`;

function readGrade(
  { min, max }: GradesSpec,
  part: unknown,
  where: string,
  { fault }: ReadingContext,
): Value | null {
  const { grade, old, ...more } = isRawMap(part) ? part : { grade: part, old: undefined };
  const extra = Object.keys(more)[0];
  if (extra) fault(extra, "only grade and old", where);
  if (typeof grade !== "number" || !Number.isInteger(grade) || grade < min || grade > max) {
    fault(grade, `a whole MRC grade ${min} to ${max}`, where);
    return null;
  }
  if (old !== undefined && typeof old !== "boolean") fault(old, "old is true or false", where);
  return old === true ? { grade, old: true } : grade;
}

const patternsOf = oncePer((lists: AnswerWords) => ({
  whole: new RegExp(
    `^(?:${oneOf(lists.every_group)} )?(\\d+)(?:(?: ?/ ?| ${oneOf(lists.out_of)} )(\\d+))?(?: ${oneOf(lists.throughout)})?$`,
  ),
  group: new RegExp(`^(.*?) ?(\\d+)(?: ?/ ?(\\d+))?( ${oneOf(lists.old)})?$`),
}));

/** "3/5", "all 5/5", "left ankle dorsiflexion 3/5, ehl right 4". A grade with a plus or minus is not a whole grade. */
function gradesFromWords(lists: AnswerWords, { groups, normal }: GradesSpec, said: string): unknown {
  if (lists.all_normal.includes(said)) return { worst: normal };
  const patterns = patternsOf(lists);
  // a bare grade does not say whose: it is asked back
  if (/^\d+$/.test(said)) return said;
  const whole = patterns.whole.exec(said);
  if (whole)
    return whole[2] === undefined || Number(whole[2]) === normal ? { worst: Number(whole[1]) } : undefined;
  const cells: Record<string, unknown> = {};
  for (const piece of said.split(/[,;]| and /)) {
    const match = patterns.group.exec(piece.trim());
    if (!match || (match[3] !== undefined && Number(match[3]) !== normal)) return undefined;
    const { side, rest } = splitSide(lists, (match[1] ?? "").split(" "));
    const group = groups.find(({ id, label, root, also }) =>
      [id.replaceAll("_", " "), label.toLowerCase(), root.toLowerCase(), ...also].includes(rest),
    );
    if (!side || !group) return undefined;
    cells[`${side}.${group.id}`] = match[4] ? { grade: Number(match[2]), old: true } : Number(match[2]);
  }
  return cells;
}
