/** Enumerates values that represent all others, for the linter and the proof. */

/** One number from each interval between thresholds, and each threshold itself. */
export function numbers(min: number, max: number, cuts: readonly number[]): number[] {
  const ends = [...new Set([min, max, ...cuts.filter((cut) => cut > min && cut < max)])].sort(
    (a, b) => a - b,
  );
  return ends.flatMap((end, at) => {
    const next = ends[at + 1];
    return next === undefined ? [end] : [end, (end + next) / 2];
  });
}

/** The same for grades, which are whole numbers. */
export function wholeNumbers(min: number, max: number, cuts: readonly number[]): number[] {
  const near = cuts.flatMap((cut) => [
    Math.ceil(cut) - 1,
    Math.ceil(cut),
    Math.floor(cut),
    Math.floor(cut) + 1,
  ]);
  return [...new Set([min, max, ...near])].filter((grade) => grade >= min && grade <= max);
}

export function allSubsets<T>(of: readonly T[]): T[][] {
  let all: T[][] = [[]];
  for (const one of of) all = [...all, ...all.map((some) => [...some, one])];
  return all;
}

/** Every combination of one element from each list. */
export function* combinations<T>(of: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = of;
  if (!first) yield [];
  else for (const tail of combinations(rest)) for (const one of first) yield [one, ...tail];
}

const NUMBER_STEP = 0.1;

/** Each threshold and its neighbours, within a range. */
export function around(thresholds: readonly number[], min: number, max: number): number[] {
  const near = thresholds.flatMap((value) => [value - NUMBER_STEP, value, value + NUMBER_STEP]);
  return [...new Set(near.map((value) => Math.round(value * 100) / 100))]
    .filter((value) => value >= min && value <= max)
    .sort((a, b) => a - b);
}

/** Every cell filled with these in turn. */
export const filledCells = (cells: readonly string[], some: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(cells.map((cell, at) => [cell, some[at % some.length]]));

/** Only as many cells as there are values: the others are unknown. */
export const someCells = (cells: readonly string[], some: readonly unknown[]): Record<string, unknown> =>
  Object.fromEntries(some.map((value, at) => [cells[at], value]));
