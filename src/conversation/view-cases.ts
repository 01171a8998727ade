/** A person's open cases, at every door the same: the most urgent first. */
import type { Urgency } from "../protocol/schema.ts";
import { byDanger } from "../triage/urgency.ts";
import { openDeadlines } from "./deadlines.ts";
import type { Encounter } from "./encounter.ts";
import type { View, Words } from "./outbound.ts";

/** One open case as the list needs it. */
export interface CaseLine {
  encounter: Encounter;
  /** What to act on now. */
  acts_on: Urgency;
  provisional: boolean;
  /** The next deadline of all that run; milliseconds since the epoch. Null when none runs. */
  nextDeadline: number | null;
}

/** The next due deadline of a case; milliseconds since the epoch, or null. */
export const nextDeadlineOf = (encounter: Encounter): number | null =>
  openDeadlines(encounter)[0]?.due ?? null;

/** @param now milliseconds since the epoch: a deadline before it is overdue */
export function casesView(cases: readonly CaseLine[], now: number): View {
  const sorted = [...cases].sort(
    (a, b) =>
      byDanger(a.acts_on, b.acts_on) ||
      (a.nextDeadline ?? Number.POSITIVE_INFINITY) - (b.nextDeadline ?? Number.POSITIVE_INFINITY) ||
      a.encounter.opened.at - b.encounter.opened.at,
  );
  return {
    kind: "cases",
    handle: null,
    title: "My open cases",
    parts:
      sorted.length === 0
        ? [{ kind: "text", words: ["You have no open case."] }]
        : [{ kind: "list", items: sorted.map((line) => ({ words: wordsOf(line, now) })) }],
    actions: [],
    notification: "Your open cases.",
  };
}

function wordsOf({ encounter, acts_on, provisional, nextDeadline }: CaseLine, now: number): Words {
  const clock: Words =
    nextDeadline === null
      ? ["no deadline"]
      : [nextDeadline < now ? "OVERDUE since " : "next deadline ", { time: nextDeadline }];
  return [
    `${encounter.handle}: ${acts_on}${provisional ? ", PROVISIONAL" : ""}, `,
    ...clock,
    ", opened ",
    { time: encounter.opened.at },
  ];
}
