import { describe, expect, it } from "vitest";
import { asLastLeft, currentState } from "../../src/case/current.ts";
import { openDeadlines } from "../../src/case/deadlines.ts";
import { casesView } from "../../src/views/case-list.ts";
import type { ListedCase } from "../../src/views/outbound.ts";
import { wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import { decidedCase, HOUR, recordedCase, started, type Thread } from "../turn/test-thread.ts";

const lineOf = ({ open }: Thread, handle: string): ListedCase => {
  const { assessment } = currentState(protocol, open, asLastLeft(open));
  const [next = null] = openDeadlines(open);
  return {
    handle,
    fault: null,
    urgency: open.records.size > 0 ? assessment.acts_on : null,
    provisional: assessment.provisional,
    openedAt: open.opened.at,
    about: "Epidural steroid, caudal",
    next: next && { label: "MRI of the spine", due: next.due, atOnce: false },
  };
};

describe("a person's open cases", () => {
  const fresh = lineOf(started(), "calm-otter-11");
  const urgent = lineOf(recordedCase({ fever: "present" }), "bold-heron-7");
  const routine = lineOf(decidedCase(wellBut({})), "dull-heron-9");
  const emergent = () => {
    const thread = recordedCase(wellBut({ urinary_retention: undefined }));
    thread.tap("urinary_retention", "present");
    return lineOf(thread, "amber-falcon-42");
  };

  it("are listed with the most urgent first, each with its next deadline, and without a finding", () => {
    const line = emergent();
    const view = casesView([routine, fresh, urgent, line], line.openedAt);
    const text = JSON.stringify(view);
    expect(text.indexOf("amber-falcon-42: EMERGENT")).toBeLessThan(text.indexOf("bold-heron-7: URGENT"));
    // what is not assessed may be anything: it is named so, and stands among the urgent ones
    expect(text).toContain("calm-otter-11: Not assessed yet");
    expect(text.indexOf("calm-otter-11")).toBeLessThan(text.indexOf("dull-heron-9: ROUTINE"));
    expect(text).toContain(`{"time":${line.next?.due}}`);
    expect(text).toContain("no deadline");
    // two open cases are told apart by what comes first, when they were opened and what was injected
    expect(text).toContain('"MRI of the spine ","by "');
    expect(text).toContain(", opened ");
    expect(text).toContain(", Epidural steroid, caudal");
    expect(text.toLowerCase()).not.toContain("retention");
  });

  it("say when one is overdue, and when there is none", () => {
    const line = emergent();
    expect(JSON.stringify(casesView([line], (line.next?.due ?? 0) + HOUR))).toContain("OVERDUE since ");
    expect(JSON.stringify(casesView([], 0))).toContain("You have no open case.");
  });

  it("says what is to be done at once without an hour for it, until that hour has passed", () => {
    const line = emergent();
    const next = line.next && { ...line.next, label: "Neurosurgery now, by phone", atOnce: true };
    const due = next?.due ?? 0;
    expect(JSON.stringify(casesView([{ ...line, next }], due - 1))).not.toContain(`{"time":${due}}`);
    expect(JSON.stringify(casesView([{ ...line, next }], due + 1))).toContain("OVERDUE since ");
  });

  it("put first what cannot be read, with why and what to do", () => {
    const line = emergent();
    const broken: ListedCase = { ...fresh, handle: "dim-crane-3", fault: { kind: "broken" } };
    const missing: ListedCase = {
      ...fresh,
      handle: "even-stork-9",
      fault: { kind: "version-missing", version: "0.9.0" },
    };
    const text = JSON.stringify(casesView([line, missing, broken], line.openedAt));
    expect(text).toMatch(/dim-crane-3: CANNOT BE READ.*Assess the patient as if nothing were known/);
    expect(text).toMatch(/even-stork-9: CANNOT BE READ HERE: it runs on version 0\.9\.0/);
    expect(text.indexOf("even-stork-9")).toBeLessThan(text.indexOf("amber-falcon-42"));
  });
});
