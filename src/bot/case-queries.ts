/** The read side of the record, for an adapter whose platform keeps no messages: every call reads the store. */

import type { CasePage, CasePicture, CaseQueries, PostedMessage } from "../adapter.ts";
import { currentState } from "../case/current.ts";
import { legFigure } from "../pictures/leg-figure.ts";
import type { Picture } from "../pictures/picture.ts";
import { windowTimeline } from "../pictures/window-timeline.ts";
import { signedOn } from "../site/hospital-config.ts";
import type { Setting } from "../triage/evaluate.ts";
import { byPressure, faultView } from "../views/case-list.ts";
import type { Outbound } from "../views/outbound.ts";
import { resultView } from "../views/result.ts";
import { timelineView } from "../views/timeline.ts";
import type { BotParts } from "./bot.ts";
import { loadCase, openCaseLines } from "./case-lines.ts";
import { unreadableMessageNotice } from "./failure-notices.ts";
import { parseOutboxMessage } from "./outbox-message.ts";

export type CaseQueriesParts = Pick<BotParts, "store" | "find" | "site" | "now">;

export function createCasebook({ store, find, site, now }: CaseQueriesParts): CaseQueries {
  const setting = (): Setting => ({ now: now(), site: signedOn(site) });
  return {
    async posted(thread, after) {
      const posts = await store.outbox.ofThread(thread, after, new Date(now()).toISOString());
      return posts.map(
        ({ id, position, at, body }): PostedMessage => ({
          key: id,
          position,
          at: Date.parse(at),
          outbound: body === null ? unreadablePost(id) : parseOutboxMessage(body),
        }),
      );
    },
    list: async (within, owner) =>
      (await openCaseLines({ within, ...(owner !== undefined && { owner }) }, store, find, setting())).sort(
        byPressure,
      ),
    async inThread(thread) {
      return (await loadCase(store.cases.loadByThread(thread), store, find, setting()))?.line ?? null;
    },
    async line(handle, within) {
      return (await loadCase(store.cases.loadByHandle(handle, within), store, find, setting()))?.line ?? null;
    },
    async page(handle, within): Promise<CasePage | null> {
      const found = await loadCase(store.cases.loadByHandle(handle, within), store, find, setting());
      if (!found) return null;
      const { line, readable } = found;
      if (!readable) return { line, views: [faultView(line)], pictures: () => [] };
      const { protocol, encounter } = readable;
      const at = setting();
      const scene = {
        protocol,
        encounter,
        current: currentState(protocol, encounter, at),
        site,
        now: at.now,
      };
      return {
        line,
        views: [resultView(scene, "status"), timelineView(protocol, encounter)],
        pictures(width) {
          const options = { ...at, time: writeTime(site.time_zone) };
          const strip = windowTimeline(
            protocol,
            encounter,
            width === undefined ? options : { ...options, width },
          );
          return [
            pictureOf("windows", strip, true),
            pictureOf("legs", legFigure(protocol, encounter, { setting: at }), false),
          ];
        },
      };
    },
  };
}

const unreadablePost = (id: string): Outbound => ({
  slot: `unreadable:${id}`,
  update: false,
  audience: { kind: "thread" },
  view: unreadableMessageNotice(null),
});

const pictureOf = (name: string, { svg, width, height, words }: Picture, breaks: boolean): CasePicture => ({
  name,
  svg,
  width,
  height,
  breaks,
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
