/** The record, for a door that has no memory of its own: every call reads the store. */
import type { BotParts } from "../bot.ts";
import { current } from "../conversation/current.ts";
import type { Outbound } from "../conversation/outbound.ts";
import { faultView } from "../conversation/view-cases.ts";
import { resultView } from "../conversation/view-result.ts";
import { timelineView } from "../conversation/view-timeline.ts";
import type { Casebook, CasePage, CasePicture, Posted } from "../door.ts";
import { RecordBroken } from "../errors.ts";
import { caseStrip } from "../pictures/case-strip.ts";
import { legFigure } from "../pictures/leg-figure.ts";
import type { Picture } from "../pictures/picture.ts";
import type { Case } from "../store/store.ts";
import { faultLine, lineOf, openCaseLines } from "./case-lines.ts";
import { messageOf } from "./message.ts";
import { encounterOf } from "./record.ts";
import { unreadable } from "./told.ts";

export type CasebookParts = Pick<BotParts, "store" | "find" | "site" | "now">;

export function createCasebook({ store, find, site, now }: CasebookParts): Casebook {
  /** Null for a case that was forgotten; one that cannot be read has its line only. */
  const opened = async (load: Promise<Case | undefined>) => {
    try {
      const found = await load;
      if (!found || found.events.length === 0) return null;
      const line = lineOf(found, find);
      const content = find(found.encounter.protocol);
      return { line, readable: content && { protocol: content.protocol, encounter: encounterOf(found) } };
    } catch (error) {
      if (!(error instanceof RecordBroken)) throw error;
      const row = await store.cases.describe(error.encounterId);
      return row ? { line: faultLine(row, { kind: "broken" }), readable: undefined } : null;
    }
  };
  return {
    async posted(thread, after) {
      const posts = await store.outbox.ofThread(thread, after, new Date(now()).toISOString());
      return posts.map(
        ({ id, position, at, body }): Posted => ({
          key: id,
          position,
          at: Date.parse(at),
          outbound: body === null ? unreadablePost(id) : messageOf(body),
        }),
      );
    },
    list: (within) => openCaseLines({ within }, store, find),
    async inThread(thread) {
      return (await opened(store.cases.loadByThread(thread)))?.line ?? null;
    },
    async page(handle, within, width): Promise<CasePage | null> {
      const found = await opened(store.cases.loadByHandle(handle, within));
      if (!found) return null;
      const { line, readable } = found;
      if (!readable) return { line, views: [faultView(line)], pictures: [] };
      const { protocol, encounter } = readable;
      const scene = { protocol, encounter, current: current(protocol, encounter), site, now: now() };
      const time = writeTime(site.time_zone);
      const strip = (drawn?: number) =>
        caseStrip(protocol, encounter, { now: now(), time, ...(drawn !== undefined && { width: drawn }) });
      return {
        line,
        views: [resultView(scene, "status"), timelineView(protocol, encounter)],
        pictures: [
          pictureOf("windows", strip(width), strip(NARROW)),
          pictureOf("legs", legFigure(protocol, encounter)),
        ],
      };
    },
  };
}

const unreadablePost = (id: string): Outbound => ({
  slot: `unreadable:${id}`,
  update: false,
  audience: { kind: "thread" },
  view: unreadable(null),
});

/** What a phone has room for, in the picture's units. */
const NARROW = 340;

const pictureOf = (name: string, { svg, width, height, words }: Picture, narrow?: Picture): CasePicture => ({
  name,
  svg,
  width,
  height,
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
