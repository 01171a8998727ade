/**
 * What must be true at the end of every world: nothing acknowledged is lost or recorded twice, nothing stands in another
 * thread, every decision, alert and reminder was seen, the record is one line, and nothing is left in the outbox.
 */

import { isVital } from "../../src/bot/outbox-message.ts";
import { encounterOf, eventsOf } from "../../src/bot/record.ts";
import { replay } from "../../src/bot/replay.ts";
import type { Store } from "../../src/store/store.ts";
import { brokenAlerts, brokenByTurns } from "../case-invariants.ts";
import { deliveriesKept } from "./judge-deliveries.ts";
import { seen } from "./judge-seen.ts";
import type { Observed } from "./observed.ts";
import type { FinishedCase, Row, Trace } from "./trace.ts";

/** Every promise that was broken, in a sentence each. */
export async function judge(story: Trace, count: (what: string) => void): Promise<string[]> {
  const store = await story.ground.open();
  try {
    const cases = await casesOf(store, story.ledger);
    const rows = (await story.ground.run("select id, state, encounter_id, lane from outbox")) as Row[];
    for (const { turn } of story.ledger.commits)
      if (turn.case?.open) count("cases");
      else if (turn.case && turn.case.events.length > 0) count("turns");
    return [
      ...story.unheard.map((error) => `an adapter failed: ${error}`),
      ...story.platform.faults.map((fault) => `a message breaks a rule of its platform: ${fault}`),
      ...story.ledger.heard.flatMap(({ request, outcome }) =>
        outcome === "threw" ? [`the bot threw at ${JSON.stringify(request.deliveries)}`] : [],
      ),
      ...(await oneLine(store, cases, story)),
      ...deliveriesKept(story, cases),
      ...seen(story, cases, rows, count),
      ...sentOrGivenUp(story, rows, count),
      ...reminded(story, cases, count),
      ...invariants(story, cases),
    ];
  } finally {
    await store.close();
  }
}

/** The cases that can still be read, each with what was written to it. */
async function casesOf(store: Store, ledger: Observed): Promise<Map<string, FinishedCase>> {
  const cases = new Map<string, FinishedCase>();
  for (const id of new Set(ledger.commits.flatMap(({ encounter }) => encounter ?? []))) {
    if (ledger.forgotten.has(id)) continue;
    const found = await store.cases.load(id);
    if (!found || found.events.length === 0) continue;
    const commits = ledger.commits.filter(({ encounter }) => encounter === id);
    cases.set(id, { found, events: eventsOf(found), commits });
  }
  return cases;
}

/** The chain holds, each turn follows the one before it, and every decision comes out the same again. */
async function oneLine(
  store: Store,
  cases: ReadonlyMap<string, FinishedCase>,
  story: Trace,
): Promise<string[]> {
  const { broken } = await store.audit.verifyAll();
  const faults = broken.map((verdict) => `the chain of ${verdict.encounterId} is broken`);
  for (const id of story.ledger.commits.flatMap(({ encounter, turn }) =>
    turn.case?.open ? (encounter ?? []) : [],
  ))
    if (!cases.has(id) && !story.ledger.forgotten.has(id)) faults.push(`case ${id} was opened and is gone`);
  for (const [id, { found, commits, events }] of cases) {
    let end = 0;
    for (const { from, to } of commits) {
      if (from !== end) faults.push(`${id}: a turn went on from event ${from} where ${end} was the last`);
      end = to;
    }
    if (end !== events.length)
      faults.push(`${id}: ${end} events were committed and ${events.length} are there`);
    for (const { seq, outcome } of replay(found, ({ hash }) =>
      hash === story.content.hash ? story.content : undefined,
    ))
      if (outcome !== "same") faults.push(`${id}: the decision at ${seq} comes out as ${outcome}`);
  }
  return faults;
}

function sentOrGivenUp({ ledger }: Trace, rows: readonly Row[], count: (what: string) => void): string[] {
  const keys = new Set(ledger.commits.flatMap(({ turn }) => turn.deliveryKeys ?? []));
  const known = new Set(rows.map(({ id }) => id));
  const faults: string[] = [];
  for (const { id, state } of rows) {
    const post = ledger.posts.get(id);
    if (!post) continue;
    count(`posts ${state}`);
    if (state !== "sent" && state !== "dead") faults.push(`post ${id} is left as ${state}`);
    if (state !== "dead" || post.encounter === null || !isVital(post.message)) continue;
    if (!keys.has(`second:${id}`))
      faults.push(`${id} (${post.message.view.kind}) was given up, and no second way was taken`);
    else count("second ways");
  }
  for (const { id, encounter } of ledger.posts.values())
    if (!known.has(id) && encounter !== null && !ledger.forgotten.has(encounter))
      faults.push(`post ${id} is not in the outbox`);
  return faults;
}

/** Every clock of an open case has run out by now: each was reminded of, and escalated. */
function reminded(
  { site }: Trace,
  cases: ReadonlyMap<string, FinishedCase>,
  count: (what: string) => void,
): string[] {
  const faults: string[] = [];
  for (const [id, { found, commits, events }] of cases) {
    const encounter = encounterOf(found);
    if (!encounter.closed)
      for (const deadline of encounter.deadlines.values())
        if (deadline.state === "open" && !deadline.reminded.includes("overdue"))
          faults.push(`${id}: nobody was told that ${deadline.id} is overdue`);
    for (const { from, to, posts } of commits)
      for (const event of events.slice(from, to)) {
        if (event.type !== "reminded") continue;
        count(`reminded ${event.stage}`);
        if (
          !posts.some(({ message }) => message.view.kind === "reminder" && message.audience.kind !== "route")
        )
          faults.push(`${id}: the reminder of ${event.deadline} says nothing`);
        const routes = posts.filter(({ message }) => message.audience.kind === "route").length;
        if (event.stage === "overdue" && routes !== site.escalation.length)
          faults.push(
            `${id}: ${event.deadline} is overdue, and ${routes} of ${site.escalation.length} were told`,
          );
      }
  }
  return faults;
}

/** What is true of every case: each turn kept it, and the record as it stands does. */
function invariants({ content: { protocol } }: Trace, cases: ReadonlyMap<string, FinishedCase>): string[] {
  return [...cases].flatMap(([id, { found, commits, events }]) =>
    [...brokenByTurns(protocol, id, events, commits), ...brokenAlerts(protocol, encounterOf(found))].map(
      (broken) => `${id}: ${broken}`,
    ),
  );
}
