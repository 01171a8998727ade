import { describe, expect, it } from "vitest";
import { index } from "../../src/triage/index-of-protocol.ts";
import { rule, small } from "./small-protocol.ts";

describe("a protocol's parts by id", () => {
  it("are found, in the order of asking, and built once for a protocol", () => {
    const protocol = small({ rules: [rule("a", "SOON", "one")] });
    const parts = index(protocol);
    expect(index(protocol)).toBe(parts);
    expect(index(small())).not.toBe(parts);
    expect(parts.questions.get("two")?.id).toBe("two");
    expect(parts.rules.get("a")?.urgency).toBe("SOON");
    expect(parts.recommendations.get("imaging.scan")?.id).toBe("imaging.scan");
    expect(parts.windows.get("day")?.within.hours).toBe(24);
    expect(parts.citations.get("said")?.reference).toBe("book");
    expect(parts.references.get("book")?.title).toBe("A book");
    expect([parts.derived.size, parts.scores.size]).toEqual([0, 0]);
    expect([parts.order.get("one"), parts.order.get("two"), parts.order.get("none")]).toEqual([
      0,
      1,
      undefined,
    ]);
  });
});
