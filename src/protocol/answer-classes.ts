/**
 * Every answer that makes a difference: for one question, the finitely many ways in which the sentences about it
 * can come out together. Numbers are tried at each threshold, between thresholds and at the ends of their range,
 * so nothing is sampled and nothing is missed.
 */
import type { Comparison, Leaf } from "./condition.ts";
import type { Question } from "./schema.ts";

/** A sentence's truth; null is unknown. */
export type LeafTruth = boolean | null;
export type FindingCondition = Extract<Leaf, { finding: string }>;
/** One answer, as what it makes of each sentence. */
type LeafValuation = (leaf: FindingCondition) => LeafTruth;

export class TooComplex extends Error {}

/** More distinct answers than this to one question are not looked through. */
const MOST_ANSWERS = 20_000;

/** What each possible answer makes of these sentences about one question, each outcome once. */
export function answerClassesOf(question: Question, leaves: readonly FindingCondition[]): LeafTruth[][] {
  const worlds = new Map<string, LeafTruth[]>();
  let tried = 0;
  for (const answer of valuationsOf(question, leaves)) {
    tried += 1;
    if (tried > MOST_ANSWERS)
      throw new TooComplex(`the question "${question.id}" has too many different answers`);
    const world = leaves.map(answer);
    worlds.set(world.join(), world);
  }
  return [...worlds.values()];
}

function* valuationsOf(question: Question, leaves: readonly FindingCondition[]): Generator<LeafValuation> {
  const { until_known } = question;
  const none: LeafValuation = () => null;
  const unanswered = until_known === undefined ? none : choiceIs(question, until_known);
  // "unable" is a reason for not knowing; every other reason, and not being asked, reads alike
  yield (leaf) => (leaf.kind === "unable" ? true : unanswered(leaf));
  yield (leaf) => (leaf.kind === "unable" ? false : unanswered(leaf));
  for (const answer of valueClasses(question, leaves))
    yield (leaf) => (leaf.kind === "unable" ? false : answer(leaf));
}

function* valueClasses(question: Question, leaves: readonly FindingCondition[]): Generator<LeafValuation> {
  const { answer } = question;
  switch (answer.kind) {
    case "tri":
      for (const present of [true, false]) yield (leaf) => (isPresence(leaf) ? present : null);
      if (answer.measured) {
        const { min, max, present_at_least: limit } = answer.measured;
        for (const value of numbers(min, max, [limit, ...thresholds(leaves)]))
          yield (leaf) => (isPresence(leaf) ? value >= limit : compareTruth(leaf, value));
      }
      return;
    case "number":
      for (const value of numbers(answer.min, answer.max, thresholds(leaves)))
        yield (leaf) => compareTruth(leaf, value);
      return;
    case "choice": {
      const options = answer.options.map(({ id }) => choiceIs(question, id));
      yield* options;
      if (!answer.by_side) return;
      const sides: LeafValuation[] = [...options, () => null];
      for (const left of sides)
        for (const right of sides) yield (leaf) => eitherTruth([left(leaf), right(leaf)]);
      return;
    }
    case "grades": {
      const grades = wholeNumbers(answer.min, answer.max, thresholds(leaves));
      const cells = answer.groups.length * 2;
      // old weakness fills a cell and counts for nothing, so any set of grades that fits can be all there is
      for (const some of allSubsets(grades))
        for (const complete of [true, false]) {
          if (some.length > (complete ? cells : cells - 1)) continue;
          const listed = (leaf: FindingCondition) =>
            eitherTruth([...some.map((grade) => compareTruth(leaf, grade)), complete ? false : null]);
          yield listed;
          for (const worst of grades)
            yield (leaf) => {
              const spoken = compareTruth(leaf, worst);
              return spoken === true || listed(leaf) === true ? true : spoken;
            };
        }
      return;
    }
    case "sensation": {
      const cells = answer.dermatomes.length * answer.modalities.length * 2;
      for (const some of allSubsets(["normal", "reduced"]))
        for (const complete of [true, false]) {
          if (some.length > (complete ? cells : cells - 1) || (complete && some.length === 0)) continue;
          yield (leaf) =>
            leaf.kind === "is"
              ? eitherTruth([...some.map((option) => leaf.options.includes(option)), complete ? false : null])
              : null;
        }
      return;
    }
    case "circumferences": {
      const levels = answer.levels
        .map(({ id }) => `${question.id}.${id}`)
        .filter((part) => leaves.some(({ finding }) => finding === part));
      const differences = levels.map((part) => {
        const about = leaves.filter(({ finding }) => finding === part);
        return [null, ...numbers(0, answer.max - answer.min, thresholds(about))];
      });
      for (const measured of combinations(differences))
        yield (leaf) => {
          const difference = measured[levels.indexOf(leaf.finding)] ?? null;
          return difference === null ? null : compareTruth(leaf, difference);
        };
      return;
    }
    case "signs": {
      const named = answer.signs.filter(({ id }) =>
        leaves.some(({ finding }) => finding === `${question.id}.${id}`),
      );
      const parts = named.map(({ id }) => `${question.id}.${id}`);
      // the signs that no sentence names count only together
      const others: LeafTruth[] = named.length < answer.signs.length ? [true, false, null] : [false];
      const each = [...parts.map((): LeafTruth[] => [true, false, null]), others];
      for (const seen of combinations(each))
        yield (leaf) => {
          if (!isPresence(leaf)) return null;
          const at = parts.indexOf(leaf.finding);
          return at < 0 ? eitherTruth(seen) : (seen[at] ?? null);
        };
    }
  }
}

/** "unknown" asks whether "present" can be told: both read the same answer. */
const isPresence = (leaf: FindingCondition) => leaf.kind === "present" || leaf.kind === "unknown";

function choiceIs({ answer }: Question, option: string): LeafValuation {
  return (leaf) => {
    if (leaf.kind === "is") return leaf.options.includes(option);
    if (!isPresence(leaf) || answer.kind !== "choice" || answer.absent === undefined) return null;
    return option !== answer.absent;
  };
}

const eitherTruth = (readings: readonly LeafTruth[]): LeafTruth =>
  readings.includes(true) ? true : readings.includes(null) ? null : false;

function compareTruth(leaf: FindingCondition, value: number): LeafTruth {
  if (!("comparison" in leaf)) return null;
  const holds: Record<Comparison, boolean> = {
    "<": value < leaf.value,
    "<=": value <= leaf.value,
    ">": value > leaf.value,
    ">=": value >= leaf.value,
  };
  return holds[leaf.comparison];
}

const thresholds = (leaves: readonly FindingCondition[]) =>
  leaves.flatMap((leaf) => ("comparison" in leaf ? [leaf.value] : []));

/** One number for each stretch of a range that thresholds cut it into, and each threshold itself. */
export function numbers(min: number, max: number, cuts: readonly number[]): number[] {
  const ends = [...new Set([min, max, ...cuts.filter((cut) => cut > min && cut < max)])].sort(
    (a, b) => a - b,
  );
  return ends.flatMap((end, at) => {
    const next = ends[at + 1];
    return next === undefined ? [end] : [end, (end + next) / 2];
  });
}

/** The same for grades, which are whole. */
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

export function* combinations<T>(of: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = of;
  if (!first) yield [];
  else for (const tail of combinations(rest)) for (const one of first) yield [one, ...tail];
}
