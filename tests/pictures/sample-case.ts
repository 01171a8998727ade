/** The sample patients as cases, built from events as a conversation records them. */
import { type Encounter, type EncounterEvent, type EventBody, foldEvents } from "../../src/case/encounter.ts";
import type { Protocol } from "../../src/protocol/schema.ts";
import { assess } from "../../src/triage/assess.ts";
import { type Raw, read } from "../patient.ts";
import { cases } from "../patient-cases.ts";
import { protocol as shipped } from "../protocol-under-test.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const OPENED = Date.UTC(2026, 0, 31, 14, 0);
const doctor = { id: "slack:T1:U1", name: "A" };

/** "Sat 14:30" in universal time. */
export const time = (at: number): string =>
  new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" })
    .format(at)
    .replace(",", "");

export interface CaseOptions {
  protocol?: Protocol;
  handle?: string;
  /** What happened after the decision. */
  later?: readonly { at: number; body: EventBody }[];
}

/** A case in which every finding was answered a minute after the last, and the decision's windows run. */
export function caseOf(
  findings: Raw,
  { protocol = shipped, handle = "amber-falcon-42", later = [] }: CaseOptions = {},
): Encounter {
  const answers = read(findings, protocol);
  const events: EncounterEvent[] = [];
  const record = (at: number, body: EventBody) =>
    events.push({ ...body, at, actor: doctor } as EncounterEvent);
  const pin = { id: protocol.id, version: protocol.version, hash: "0".repeat(64) };
  record(OPENED, { type: "opened", handle, protocol: pin, role: "physician" });
  let at = OPENED;
  for (const [question, answer] of Object.entries(answers))
    if (answer) {
      at += MINUTE;
      record(at, { type: "answered", question, answer, as: "first", how: "tap" });
    }
  const assessment = assess(protocol, answers);
  const emergent = assessment.rules.true.filter(
    (id) => protocol.rules.find((rule) => rule.id === id)?.urgency === "EMERGENT",
  );
  if (emergent.length > 0) record(at, { type: "alerted", rules: emergent });
  record(at, { type: "decided", assessment });
  for (const { id, window } of assessment.recommendations)
    if (window && protocol.recommendations.find((each) => each.id === id)?.remind)
      record(at, {
        type: "deadline",
        deadline: { id, due: at + window.hours * HOUR, started: at, counted_from: window.from },
      });
  for (const { at: when, body } of later) record(when, body);
  return foldEvents("case-1", events);
}

/** A patient of tests/cases by the beginning of the file's name. */
export function sample(name: string, options?: CaseOptions): Encounter {
  const found = cases.find(({ file }) => file.startsWith(name));
  if (!found) throw new Error(`no case begins with ${name}`);
  return caseOf(found.patient.findings, options);
}
