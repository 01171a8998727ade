/** What is on the screens: each message in its own place, none twice without a word, and none missing. */

import { isToOpen } from "../../src/adapter.ts";
import { encodeThreadKey } from "../../src/store/rows.ts";
import type { ViewKind } from "../../src/views/outbound.ts";
import { privateChatOf } from "../fakes/slack-api.ts";
import type { PostRecord } from "./observed.ts";
import type { ShownMessage } from "./platform.ts";
import type { FinishedCase, Row, Trace } from "./trace.ts";

export function seen(
  { ledger, platform }: Trace,
  cases: ReadonlyMap<string, FinishedCase>,
  rows: readonly Row[],
  count: (what: string) => void,
): string[] {
  const faults: string[] = [];
  const states = new Map(rows.map(({ id, state }) => [id, state]));
  const lanes = new Map(rows.map(({ id, lane }) => [id, lane]));
  // where it was to go in the end: its thread may have been opened, or given up, in the meantime
  const homeOf = ({ id, thread }: PostRecord): string => lanes.get(id) ?? encodeThreadKey(thread);
  const copies = Map.groupBy(
    platform.shown.filter(({ key }) => key !== null),
    ({ key }) => key as string,
  );
  for (const [key, shown] of copies) {
    const post = ledger.posts.get(key);
    if (!post) continue;
    for (const each of shown)
      if (each.place !== homeOf(post) && !forgottenHome(post, lanes) && !belongs(each, post, cases))
        faults.push(`${nameOf(post)} stands in another place: ${each.place}`);
    const whole = shown.filter(({ first, place }) => first && place === homeOf(post));
    const plain = whole.filter(({ marked }) => !marked).length;
    if (plain > 1) faults.push(`${nameOf(post)} stands ${plain} times as if it were new`);
    if (whole.length > 1) count("repeats");
  }
  const stands = (post: PostRecord): boolean => {
    const { message, id } = post;
    if (states.get(id) === "dead") return true; // judged by its second way
    if (message.audience.kind !== "thread") return true;
    return (copies.get(id) ?? []).some(({ place }) => place === homeOf(post));
  };
  for (const post of ledger.posts.values())
    if (states.get(post.id) === "sent" && !post.message.update && !stands(post))
      faults.push(`${nameOf(post)} was sent, and was never seen`);
  for (const { commits, events, found } of cases.values())
    for (const { from, to, posts } of commits)
      for (const event of events.slice(from, to)) {
        const kind = SHOWN_AS[event.type];
        if (!kind) continue;
        count(event.type);
        const mine = posts.filter(({ message }) => message.view.kind === kind);
        if (mine.length === 0) faults.push(`${found.encounter.handle}: ${event.type} says nothing`);
      }
  for (const { words, place } of platform.shown) {
    const witness = /Record (\d+), ([0-9a-f]{12})/.exec(words.replaceAll("\\", ""));
    if (!witness) continue;
    const heads = [...cases.values()].map(({ found }) =>
      found.events[Number(witness[1]) - 1]?.hash.slice(0, 12),
    );
    if (!heads.includes(witness[2]) && ledger.forgotten.size === 0)
      faults.push(`a message in ${place} names a record that is not there: ${witness[0]}`);
  }
  return faults;
}

/** Events that a person must see something of. */
const SHOWN_AS: Readonly<Record<string, ViewKind>> = {
  decided: "result",
  alerted: "alert",
  reminded: "reminder",
};

const nameOf = ({ id, message, thread }: PostRecord): string =>
  `${id} (${message.view.kind} of ${encodeThreadKey(thread)})`;

/** Of a forgotten case nobody knows any more which thread it opened. */
const forgottenHome = ({ id, thread }: PostRecord, lanes: ReadonlyMap<string, string>): boolean =>
  isToOpen(thread) && !lanes.has(id);

/** In its thread; or, for one person or a route, where they are alone. */
function belongs(
  shown: ShownMessage,
  { thread, message, encounter }: PostRecord,
  cases: ReadonlyMap<string, FinishedCase>,
): boolean {
  if (shown.place === encodeThreadKey(thread)) return true;
  const [, , channel = "", place = ""] = JSON.parse(shown.place) as string[];
  const { audience, broadcast = false } = message;
  if (audience.kind === "person") {
    const home = encounter === null ? [] : (cases.get(encounter)?.found.encounter.threads ?? []);
    const user = audience.person.id.split(":").at(-1) ?? "";
    return (
      channel === privateChatOf(user) ||
      channel === `a:${user}` ||
      home.map(encodeThreadKey).includes(shown.place)
    );
  }
  // a message of the channel begins a thread of its own
  if (audience.kind === "channel") return channel === thread.channel;
  if (audience.kind === "route") {
    const { user, channel: named } = audience.route;
    return (
      channel === named ||
      channel === privateChatOf(String(user)) ||
      channel === `a:${String(user).replace("29:", "")}`
    );
  }
  // an alert is shown to the whole channel as well
  return broadcast && channel === thread.channel && (place === channel || place === "");
}
