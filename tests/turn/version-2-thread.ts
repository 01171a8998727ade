/** A thread whose cases run on version 2.0: moments are recorded as moments, and time goes on by hand. */
import { type EncounterEvent, foldEvents } from "../../src/case/encounter.ts";
import { type HospitalConfig, hospitalConfigSchema } from "../../src/site/hospital-config.ts";
import { readFindings } from "../../src/triage/finding.ts";
import type { Raw } from "../patient.ts";
import { version2 } from "../version-2.ts";
import { A, Thread } from "./test-thread.ts";

export const VERSION_2 = { protocol: version2, hash: "2".repeat(64) };

/** What a site's file says where the expected effect of the local anaesthetic is signed on. */
export const SIGNED_ON: Partial<HospitalConfig> = {
  signed_on: [{ switch: "expected_local_anaesthetic_effect", by: "Clinical lead", date: "2026-01-01" }],
};

/** A new case under version 2.0. */
export function startedUnder2(site: Partial<HospitalConfig> = {}): Thread {
  const thread = new Thread({ ...hospitalConfigSchema.parse({}), asks: "one by one", ...site });
  thread.latest = VERSION_2;
  thread.start();
  return thread;
}

/** A case in which these findings were recorded just now, and that is decided. Hours count back from now. */
export function decidedUnder2(raw: Raw, site: Partial<HospitalConfig> = {}): Thread {
  const thread = startedUnder2(site);
  const read = readFindings(version2, raw, thread.now);
  if ("faults" in read) throw new Error(JSON.stringify(read.faults));
  const events = Object.entries(read.findings).flatMap(([question, answer]): EncounterEvent[] =>
    answer ? [{ type: "answered", question, answer, as: "first", how: "tap", at: thread.now, actor: A }] : [],
  );
  thread.events.push(...events);
  thread.encounter = foldEvents("e1", [...thread.events]);
  for (let asked = 0; asked < 60 && !thread.open.decision; asked += 1) thread.say("not assessed");
  thread.said = [];
  return thread;
}

/** Lets time go by until a moment and wakes the case. */
export function wakeAt(thread: Thread, at: number) {
  thread.now = at;
  return thread.due("time");
}
