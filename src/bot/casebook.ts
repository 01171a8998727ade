/** The record, for a door that has no memory of its own: every call reads the store. */
import type { BotParts } from "../bot.ts";
import { current } from "../conversation/current.ts";
import { openDeadlines } from "../conversation/deadlines.ts";
import type { Encounter } from "../conversation/encounter.ts";
import type { Outbound } from "../conversation/outbound.ts";
import { resultView } from "../conversation/view-result.ts";
import { noticeView } from "../conversation/view-small.ts";
import { timelineView } from "../conversation/view-timeline.ts";
import type { Casebook, CaseLine, CasePage, CasePicture, Posted, ThreadKey } from "../door.ts";
import { caseStrip } from "../pictures/case-strip.ts";
import { legFigure } from "../pictures/leg-figure.ts";
import type { Picture } from "../pictures/picture.ts";
import type { Protocol } from "../protocol/schema.ts";
import type { Case } from "../store/store.ts";
import { recommendationName } from "../triage/describe.ts";
import { byDanger } from "../triage/urgency.ts";
import { messageOf } from "./message.ts";
import { encounterOf } from "./record.ts";

/** How many open cases one list holds. */
const LISTED = 200;

export type CasebookParts = Pick<BotParts, "store" | "find" | "site" | "now">;

export function createCasebook({ store, find, site, now }: CasebookParts): Casebook {
  /** Undefined for a case that was forgotten, or whose protocol is not installed. */
  const opened = (found: Case | undefined) => {
    if (!found || found.events.length === 0) return undefined;
    const content = find(found.encounter.protocol);
    return (
      content && { encounter: encounterOf(found), thread: found.encounter.threads[0] ?? null, ...content }
    );
  };
  return {
    async posted(thread, after) {
      const posts = await store.outbox.ofThread(thread, after, new Date(now()).toISOString());
      return posts.map(
        ({ id, position, at, body }): Posted => ({
          key: id,
          position,
          at: Date.parse(at),
          outbound: body === null ? unreadable(id) : messageOf(body),
        }),
      );
    },
    async list(within) {
      const { items } = await store.cases.listOpen({ within }, { limit: LISTED });
      const lines: CaseLine[] = [];
      for (const { id } of items) {
        const one = opened(await store.cases.load(id));
        if (one) lines.push(lineOf(one.protocol, one.encounter, one.thread));
      }
      return lines.sort(
        (a, b) =>
          byDanger(a.urgency, b.urgency) ||
          (a.next?.due ?? Number.POSITIVE_INFINITY) - (b.next?.due ?? Number.POSITIVE_INFINITY),
      );
    },
    async inThread(thread) {
      const one = opened(await store.cases.loadByThread(thread));
      return one ? lineOf(one.protocol, one.encounter, one.thread) : null;
    },
    async page(handle, within): Promise<CasePage | null> {
      const one = opened(await store.cases.loadByHandle(handle, within));
      if (!one) return null;
      const { protocol, encounter, thread } = one;
      const scene = { protocol, encounter, current: current(protocol, encounter), site, now: now() };
      const time = writeTime(site.time_zone);
      const strip = (width?: number) =>
        caseStrip(protocol, encounter, { now: now(), time, ...(width !== undefined && { width }) });
      return {
        line: lineOf(protocol, encounter, thread),
        views: [resultView(scene, "status"), timelineView(protocol, encounter)],
        pictures: [
          pictureOf("windows", strip(), strip(NARROW)),
          pictureOf("legs", legFigure(protocol, encounter)),
        ],
      };
    },
  };
}

/** Said in the place of a message that was changed on disk: a decision must not be missing without a word. */
const unreadable = (id: string): Outbound => ({
  slot: `unreadable:${id}`,
  update: false,
  audience: { kind: "thread" },
  view: noticeView(
    null,
    "A message that stood here cannot be read: it was changed in the store. Type status for the result, and tell whoever runs this service.",
  ),
});

/** What a phone has room for, in the picture's units. */
const NARROW = 340;

const pictureOf = (name: string, { svg, words }: Picture, narrow?: Picture): CasePicture => ({
  name,
  svg,
  narrow: narrow?.svg ?? null,
  words: words.join("\n"),
});

/** "Wed 14:30", in the hospital's own time. */
function writeTime(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  return (at) => format.format(at);
}

function lineOf(protocol: Protocol, encounter: Encounter, thread: ThreadKey | null): CaseLine {
  const { assessment } = current(protocol, encounter);
  const [next] = openDeadlines(encounter);
  return {
    handle: encounter.handle,
    thread,
    urgency: encounter.records.size > 0 ? assessment.acts_on : null,
    provisional: assessment.provisional,
    closed: encounter.closed,
    openedAt: encounter.opened.at,
    owner: encounter.owner,
    next: next ? { label: recommendationName(protocol, next.id), due: next.due } : null,
  };
}
