/** A person's open cases, the same in every adapter: unreadable ones first, then the most urgent. */
import { byDanger } from "../triage/urgency.ts";
import { noticeView } from "./notices.ts";
import type { CaseFault, ListedCase, View, Words } from "./outbound.ts";

/** Sorts the most pressing to the front; an unreadable case may be anything, so it comes before all. */
export const byPressure = (a: ListedCase, b: ListedCase): number =>
  Number(b.fault !== null) - Number(a.fault !== null) ||
  // a case with nothing recorded yet may be anything except a known emergency
  byDanger(a.urgency ?? "URGENT", b.urgency ?? "URGENT") ||
  dueOf(a) - dueOf(b) ||
  a.openedAt - b.openedAt;

const dueOf = ({ next }: ListedCase): number => next?.due ?? Number.MAX_SAFE_INTEGER;

/** @param now milliseconds since the epoch: a deadline before it is overdue */
export function casesView(cases: readonly ListedCase[], now: number): View {
  const sorted = [...cases].sort(byPressure);
  return {
    kind: "cases",
    handle: null,
    title: "My open cases",
    parts:
      sorted.length === 0
        ? [{ kind: "text", words: ["You have no open case."] }]
        : [{ kind: "list", items: sorted.map((line) => ({ words: caseLineWords(line, now) })) }],
    actions: [],
    notification: "Your open cases.",
  };
}

/** Why nothing in a case can be relied on, and what to do. */
export const faultText = (fault: CaseFault): string =>
  fault.kind === "broken"
    ? "CANNOT BE READ: its record was changed after it was made. Assess the patient as if nothing were known, and tell your IT support."
    : `CANNOT BE READ HERE: it runs on version ${fault.version} of the protocol, which is not installed. Tell your IT support. The case is kept.`;

/** Shown in place of the result of an unreadable case. */
export const faultView = ({ handle, fault }: ListedCase): View =>
  noticeView(handle, fault ? faultText(fault) : "");

/** No finding has made it anything yet, and nothing is decided: it may be anything. */
export const NOT_ASSESSED_YET = "Not assessed yet";

function caseLineWords(
  { handle, fault, urgency, provisional, openedAt, about, next }: ListedCase,
  now: number,
): Words {
  const opened: Words = [", opened ", { time: openedAt }];
  if (fault) return [`${handle}: ${faultText(fault)} Opened `, { time: openedAt }];
  const clock: Words =
    next === null
      ? ["no deadline"]
      : next.atOnce && next.due >= now
        ? [next.label]
        : [`${next.label} `, next.due < now ? "OVERDUE since " : "by ", { time: next.due }];
  const state = urgency === null ? NOT_ASSESSED_YET : `${urgency}${provisional ? ", PROVISIONAL" : ""}`;
  return [`${handle}: ${state}, `, ...clock, ...opened, ...(about === null ? [] : [`, ${about}`])];
}
