import { describe, expect, it } from "vitest";
import { byDanger, higher, isHigher } from "../../src/triage/urgency.ts";

describe("urgencies", () => {
  it("rise from ROUTINE to EMERGENT, and none is below all", () => {
    const rising = [null, "ROUTINE", "SOON", "URGENT", "EMERGENT"] as const;
    for (const [at, a] of rising.entries())
      for (const [other, b] of rising.entries()) {
        expect(isHigher(a, b)).toBe(at > other);
        expect(Math.sign(byDanger(a, b))).toBe(Math.sign(other - at));
        expect(higher<typeof a | typeof b>(a, b)).toBe(at > other ? a : b);
      }
  });
});
