import { CLUSTERS, DELICATE } from "./clusters.ts";
import { Draft } from "./draft.ts";
import type { OracleInput } from "./types.ts";

/**
 * Random patients in the JSON form of the protocol, clustered by clinical picture, the same for the same
 * seed.
 */

/** A small generator of numbers in [0, 1), after mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * One picture, often a second one on top, sometimes a third: dangers that mask each other come in company. A
 * third of the patients show one delicate picture alone, with one answer at most unknown: a release stands
 * or falls there.
 */
export function randomPatient(source: number | (() => number)): OracleInput {
  const draft = new Draft(typeof source === "number" ? seededRandom(source) : source);
  if (draft.chance(0.35)) {
    draft.pick(DELICATE)(draft);
    if (draft.chance(0.3)) {
      draft.blur(1);
    }
    if (draft.chance(0.4)) {
      draft.addMoments();
    }
    return draft.finish();
  }
  const pictures = 1 + (draft.chance(0.35) ? 1 : 0) + (draft.chance(0.12) ? 1 : 0);
  for (let drawn = 0; drawn < pictures; drawn += 1) {
    draft.pick(CLUSTERS)(draft);
  }
  if (draft.chance(0.4)) {
    draft.blur(draft.pick([1, 1, 1, 2, 3, 6, 12]));
  }
  if (draft.chance(0.4)) {
    draft.addMoments();
  }
  return draft.finish();
}
