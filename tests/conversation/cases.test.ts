import { describe, expect, it } from "vitest";
import { current } from "../../src/conversation/current.ts";
import { type CaseLine, casesView, nextDeadlineOf } from "../../src/conversation/view-cases.ts";
import { wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import { HOUR, recordedCase, started, type Thread } from "./thread.ts";

const lineOf = ({ open }: Thread, handle: string): CaseLine => {
  const { assessment } = current(protocol, open);
  return {
    encounter: { ...open, handle },
    acts_on: assessment.acts_on,
    provisional: assessment.provisional,
    nextDeadline: nextDeadlineOf(open),
  };
};

describe("a person's open cases", () => {
  const urgent = lineOf(started(), "calm-otter-11");
  const emergent = () => {
    const thread = recordedCase(wellBut({ urinary_retention: undefined }));
    thread.tap("urinary_retention", "present");
    return lineOf(thread, "amber-falcon-42");
  };

  it("are listed with the most urgent first, each with its next deadline, and without a finding", () => {
    const line = emergent();
    const view = casesView([urgent, line], line.encounter.opened.at);
    const text = JSON.stringify(view);
    expect(text.indexOf("amber-falcon-42: EMERGENT")).toBeLessThan(
      text.indexOf("calm-otter-11: URGENT, PROVISIONAL"),
    );
    expect(text).toContain(`{"time":${line.nextDeadline}}`);
    expect(text).toContain("no deadline");
    expect(text.toLowerCase()).not.toContain("retention");
  });

  it("say when one is overdue, and when there is none", () => {
    const line = emergent();
    expect(JSON.stringify(casesView([line], (line.nextDeadline ?? 0) + HOUR))).toContain("OVERDUE since ");
    expect(JSON.stringify(casesView([], 0))).toContain("You have no open case.");
  });
});
