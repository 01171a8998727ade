/** What people did and the platform was told is taken: recorded once, in its own case, or refused with a word. */
import { encodeThreadKey } from "../../src/store/rows.ts";
import type { CommitRecord } from "./observed.ts";
import type { FinishedCase, Trace } from "./trace.ts";

const endsWith = (keys: readonly string[], name: string): boolean => keys.some((key) => key.endsWith(name));

export function deliveriesKept(
  { ledger, delivered, platform }: Trace,
  cases: ReadonlyMap<string, FinishedCase>,
): string[] {
  const faults: string[] = [];
  const warned = new Set(
    platform.shown.flatMap(({ answers, words }) =>
      answers !== undefined && words.includes("is not recorded yet") ? [answers] : [],
    ),
  );
  // where each case began: one that could not be posted there goes on in a private chat
  const begun = new Map(
    ledger.commits.flatMap(({ encounter, turn }) =>
      encounter !== null && turn.case?.open && turn.case.thread
        ? [[encounter, encodeThreadKey(turn.case.thread)]]
        : [],
    ),
  );
  // two events of one post are one act
  const acts = Map.groupBy(delivered, ({ delivery }) => delivery.name);
  for (const [name, copies] of acts) {
    const [{ delivery }] = copies as [(typeof delivered)[number]];
    const asked = ledger.heard.filter(({ request }) => endsWith(request.deliveries, name));
    const names = new Set(asked.flatMap(({ request }) => request.deliveries));
    // a tap has a second name, which it shares with the same tap delivered as another
    // a tap that was asked back keeps its own name alone, and the same tap may come again
    const askedBack = ({ deliveryKeys: keys = [] }: CommitRecord["turn"]) =>
      asked.some(
        ({ request: { deliveries } }) =>
          keys.length === 1 && deliveries.length > 1 && deliveries[0] === keys[0],
      );
    const all = ledger.commits.filter(({ turn }) => (turn.deliveryKeys ?? []).some((key) => names.has(key)));
    const commits = all.filter(({ turn }) => !askedBack(turn));
    if (commits.length > 1) faults.push(`recorded ${commits.length} times: ${delivery.what}`);
    for (const commit of commits) faults.push(...shownElsewhere(delivery, commit, { cases, begun }));
    if (commits.length > 0 || !delivery.records || !copies.some(({ acked }) => acked)) continue;
    const outcomes = asked.map(({ outcome }) => outcome);
    // the person was asked once more, in a message of the case
    if (all.length > 0) continue;
    // nothing that it could mean, or refused with a word: the person knows that it is not recorded
    if (outcomes.includes("ignored") || outcomes.includes("not-recorded")) continue;
    // asked back with a word: "tap again"
    if (ledger.commits.some(({ turn }) => (turn.deliveryKeys ?? []).some((key) => names.has(key)))) continue;
    if (ledger.forgotten.size > 0 && outcomes.length === 0) continue;
    // told that it is not recorded yet, and to look whether it shows
    if (warned.has(delivery.name)) continue;
    faults.push(
      `acknowledged and lost: ${delivery.what} (the bot: ${outcomes.join(", ") || "was never asked"})`,
    );
  }
  return faults;
}

/** What was said in a thread is in that thread's case, and a tap is in the case that its button names. */
function shownElsewhere(
  { place, about, what }: Trace["delivered"][number]["delivery"],
  { encounter, turn }: CommitRecord,
  { cases, begun }: { cases: ReadonlyMap<string, FinishedCase>; begun: ReadonlyMap<string, string> },
): string[] {
  const found = encounter === null ? undefined : cases.get(encounter)?.found;
  if (!found || turn.case?.events.length === 0) return [];
  const threads = [...found.encounter.threads.map(encodeThreadKey), begun.get(found.encounter.id)];
  if (place !== null && !threads.includes(place)) return [`recorded in another thread's case: ${what}`];
  if (about !== null && !about.includes(found.encounter.handle))
    return [`recorded in another case than its button's: ${what}`];
  return [];
}
