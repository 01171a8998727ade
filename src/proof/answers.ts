/**
 * Real answers to one question that stand for all of them: whatever the sentences of a protocol can tell apart, one of
 * these shows. They are written as in an answer file, the plainest first.
 */

import { allSubsets, combinations, numbers, wholeNumbers } from "../protocol/answer-classes.ts";
import { type Question, SIDES } from "../protocol/schema.ts";

/** An answer as it comes in; undefined stands for a question that nobody asked. */
export type RawAnswer = unknown;

const UNKNOWNS = [undefined, "unknown", "declined", "unable"];

/**
 * Every distinct answer.
 * @param cutsOf the numbers that sentences compare with, by finding ("leg_circumference.calf")
 */
export function rawAnswersTo(
  question: Question,
  cutsOf: (finding: string) => readonly number[],
): RawAnswer[] {
  return [...UNKNOWNS, ...rawValuesOf(question, cutsOf)];
}

function rawValuesOf(question: Question, cutsOf: (finding: string) => readonly number[]): RawAnswer[] {
  const { id, answer } = question;
  switch (answer.kind) {
    case "tri": {
      if (!answer.measured) return [true, false];
      const { min, max, present_at_least } = answer.measured;
      return [true, false, ...numbers(min, max, [present_at_least, ...cutsOf(id)])];
    }
    case "number":
      return numbers(answer.min, answer.max, cutsOf(id));
    case "choice": {
      const options = answer.options.map((option) => option.id);
      if (!answer.by_side) return options;
      const [left = "", right = ""] = SIDES;
      const each = options.flatMap((one) => options.map((other) => ({ [left]: one, [right]: other })));
      return [...options, ...options.flatMap((one) => [{ [left]: one }, { [right]: one }]), ...each];
    }
    case "grades": {
      const cells = SIDES.flatMap((side) => answer.groups.map((group) => `${side}.${group.id}`));
      const grades = wholeNumbers(answer.min, answer.max, [answer.normal, ...cutsOf(id)]);
      const old = { grade: answer.min, old: true };
      const sets = allSubsets<unknown>([...grades, old]).filter((some) => some.length > 0);
      return [
        ...grades.map((worst) => ({ worst })),
        { worst: answer.min, old: true },
        ...sets.filter((some) => some.length < cells.length).map((some) => partly(cells, some)),
        ...sets.filter((some) => some.length <= cells.length).map((some) => filledCells(cells, some)),
        ...sets.flatMap((some) => grades.map((worst) => ({ worst, ...partly(cells, some) }))),
      ];
    }
    case "sensation": {
      const places = SIDES.flatMap((side) => answer.dermatomes.map((place) => `${side}.${place}`));
      const sets = allSubsets<unknown>(["normal", "reduced"]).filter((some) => some.length > 0);
      const fine = `${places[0]}.${answer.modalities[0]}`;
      return [
        "normal",
        "reduced",
        ...sets.map((some) => partly(places, some)),
        ...sets.map((some) => filledCells(places, some)),
        { [fine]: "normal" },
        { [fine]: "reduced" },
        { ...filledCells(places, ["normal"]), [fine]: "reduced" },
      ];
    }
    case "circumferences": {
      const differences = answer.levels.map((level) => [
        undefined,
        ...numbers(0, answer.max - answer.min, [...cutsOf(`${id}.${level.id}`)]),
      ]);
      // the thicker side is the left one: which it is makes no difference to any sentence
      const measured = (difference: number) => ({
        left: Math.round((answer.min + difference) * 1000) / 1000,
        right: answer.min,
      });
      return [...combinations(differences)].flatMap((some) => {
        const levels = some.flatMap((difference, at) =>
          difference === undefined ? [] : [[answer.levels[at]?.id, measured(difference)]],
        );
        return levels.length > 0 ? [Object.fromEntries(levels)] : [];
      });
    }
    case "signs": {
      const each = answer.signs.map(() => [undefined, false, true]);
      return [...combinations(each)].flatMap((some) => {
        const signs = some.flatMap((seen, at) => (seen === undefined ? [] : [[answer.signs[at]?.id, seen]]));
        return signs.length > 0 ? [Object.fromEntries(signs)] : [];
      });
    }
  }
}

/** Every cell filled with these in turn. */
const filledCells = (cells: readonly string[], some: readonly unknown[]) =>
  Object.fromEntries(cells.map((cell, at) => [cell, some[at % some.length]]));

/** Only as many cells as there are values: the others are not known. */
const partly = (cells: readonly string[], some: readonly unknown[]) =>
  Object.fromEntries(some.map((value, at) => [cells[at], value]));
