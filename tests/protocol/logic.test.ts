import { describe, expect, it } from "vitest";
import { allTruth, anyTruth, atLeast, notTruth, type Truth } from "../../src/protocol/logic.ts";

const T = true;
const F = false;
const U = null;
const same = (truth: Truth): Truth => truth;

describe("three-valued logic", () => {
  it.each<[Truth, Truth]>([
    [T, F],
    [F, T],
    [U, U],
  ])("not %s is %s", (a, expected) => {
    expect(notTruth(a)).toBe(expected);
  });

  it.each<[Truth, Truth, Truth, Truth]>([
    // a, b, a or b, a and b
    [T, T, T, T],
    [T, F, T, F],
    [T, U, T, U],
    [F, T, T, F],
    [F, F, F, F],
    [F, U, U, F],
    [U, T, T, U],
    [U, F, U, F],
    [U, U, U, U],
  ])("%s with %s: any is %s, all is %s", (a, b, either, both) => {
    expect(anyTruth([a, b], same)).toBe(either);
    expect(allTruth([a, b], same)).toBe(both);
  });

  it("of nothing, any is false and all is true", () => {
    expect(anyTruth([], same)).toBe(false);
    expect(allTruth([], same)).toBe(true);
  });

  it.each<[number, Truth[], Truth]>([
    [1, [F, F], F],
    [1, [F, U], U],
    [2, [T, T, F], T],
    [2, [T, F, F], F],
    [2, [T, U, F], U],
    [2, [T, U, U], U],
    [2, [F, F, U], F],
    [2, [F, U, U], U],
    [3, [T, T, T], T],
    [3, [T, T, U], U],
    [3, [U, U, F], F],
  ])("at least %s of %j is %s", (count, of, expected) => {
    expect(atLeast(count, of, same)).toBe(expected);
  });

  it("an unknown never decides: what it settles to lies within what was possible", () => {
    for (const a of [T, F, U])
      for (const b of [T, F]) {
        const before = [anyTruth([U, a], same), allTruth([U, a], same)];
        const after = [anyTruth([b, a], same), allTruth([b, a], same)];
        before.forEach((truth, at) => {
          if (truth !== null) expect(after[at]).toBe(truth);
        });
      }
  });
});
