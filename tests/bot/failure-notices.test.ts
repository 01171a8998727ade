import { describe, expect, it } from "vitest";
import { notRecordedNotice } from "../../src/bot/failure-notices.ts";
import { RecordBroken, type StoreFault, StoreUnavailable } from "../../src/errors.ts";

const FAULTS: readonly StoreFault[] = [
  "locked",
  "full",
  "read-only",
  "corrupt",
  "unreachable",
  "refused",
  "newer",
  "failed",
];

describe("what a person is told when nothing could be recorded", () => {
  it.each(FAULTS)("names why and what to do: %s", (fault) => {
    const text = JSON.stringify(notRecordedNotice(new StoreUnavailable(fault, "a path or a row", "a cure")));
    expect(text).toMatch(/Not recorded: the (record|disk)/);
    expect(text).toMatch(/Try again in a moment|Tell your IT support/);
    expect(text).not.toContain("a path or a row");
  });

  it("does not let anyone rely on a record that was changed", () => {
    const text = JSON.stringify(notRecordedNotice(new RecordBroken("e1", "changed", "cure")));
    expect(text).toContain("nothing here is to be relied on");
  });
});
