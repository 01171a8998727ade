/** The moment at which time alone changes an assessment. */
import { describe, expect, it } from "vitest";
import { assess } from "../../src/triage/assess.ts";
import { type Findings, readFindings } from "../../src/triage/finding.ts";
import { nextChange } from "../../src/triage/next-change.ts";
import type { Raw } from "../patient.ts";
import { hoursAgo, NOON, version2, well2But } from "../version-2.ts";

const HOUR = 3_600_000;

/** Every answer given at noon, as a case has it. */
function datedAt(raw: Raw, setting = NOON): Findings {
  const read = readFindings(version2, raw, setting);
  if ("faults" in read) throw new Error(JSON.stringify(read.faults));
  const at = { earliest: setting, latest: setting };
  return Object.fromEntries(
    Object.entries(read.findings).map(([id, answer]) => [id, answer && { at, ...answer }]),
  );
}

describe("the next change in time", () => {
  it("is the hour at which a gate no longer waits", () => {
    const findings = datedAt(
      well2But({
        hours_since_injection: { value: hoursAgo(20) },
        leg_swelling: "left",
        duplex_result: "proximal_dvt",
        proceduralist_agrees_anticoagulation: true,
      }),
    );
    const change = nextChange(version2, findings, NOON);
    expect(change).not.toBeNull();
    expect(((change?.at ?? 0) - NOON) / HOUR).toBeLessThanOrEqual(4);
  });

  it.each([1, 5, 20, 47, 71, 100])("is never missed: stepping through the days after %i h", (hours) => {
    const findings = datedAt(
      well2But({
        hours_since_injection: { value: hoursAgo(hours) },
        new_severe_pain: true,
        leg_swelling: "left",
        duplex_result: "proximal_dvt",
      }),
    );
    const seen = (now: number) => JSON.stringify(assess(version2, findings, { now, site: {} }));
    let change = nextChange(version2, findings, NOON);
    let current = seen(NOON);
    for (let now = NOON; now <= NOON + 80 * HOUR; now += HOUR / 4) {
      while (change && change.at <= now) {
        current = seen(change.at);
        change = nextChange(version2, findings, change.at);
      }
      expect(seen(now), new Date(now).toISOString()).toBe(current);
    }
  });

  it("is none where nothing depends on time", () => {
    expect(nextChange(version2, {}, NOON)).toBeNull();
  });
});
