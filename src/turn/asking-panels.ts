/** Posts that ask several questions: putting them, and bringing them up to what was recorded since. */
import {
  type AskedPanel,
  type EncounterEvent,
  type EventBody,
  revisionOf,
  type UnreadWords,
} from "../case/encounter.ts";
import { QUESTION_EVENTS } from "../case/event.ts";
import type { Outbound, View } from "../views/outbound.ts";
import { type PanelScene, panelSlot, panelUpdate, panelView } from "../views/panel.ts";
import { withUnread } from "../views/unread-words.ts";
import { askedApart, type CaseInTurn, type Together } from "./pending.ts";

/** A turn, as far as posts with several questions need it. */
interface PanelTurn extends CaseInTurn {
  readonly unreadSinceAsked: readonly UnreadWords[];
  readonly result: { readonly events: readonly EncounterEvent[] };
  record(body: EventBody): void;
  post(view: View, slot: string): void;
  say(outbound: Outbound): void;
}

/** Posts a panel; one that stands as it is only when asked to do so `again`. */
export function askPanel(draft: PanelTurn, { panel, items }: Together, again: boolean): void {
  const { open } = draft;
  const asked = items.map(({ id }) => ({ question: id, rev: revisionOf(open, id) }));
  const last = latestPanel(draft);
  const lowest = open.events.findLast(({ type }) => QUESTION_EVENTS.has(type));
  const stands =
    open.latest !== null &&
    lowest?.type === "panel-asked" &&
    JSON.stringify(last?.items) === JSON.stringify(asked);
  if (stands && !again) return;
  const unread = draft.unreadSinceAsked;
  const number = open.panels.size + 1;
  draft.record({ type: "panel-asked", panel: number, id: panel.id, items: asked });
  const post = draft.open.panels.get(number);
  if (post) draft.post(withUnread(panelView(sceneOf(draft), post), unread), panelSlot(number));
}

/** The latest post with several questions. */
const latestPanel = ({ open }: PanelTurn): AskedPanel | undefined => open.panels.get(open.panels.size);

const sceneOf = (draft: PanelTurn, stands = true): PanelScene => ({
  protocol: draft.protocol,
  encounter: draft.open,
  current: draft.current,
  stands,
  apart: askedApart(draft),
});

const TOUCHING: ReadonlySet<string> = new Set([
  "answered",
  "settled",
  "taken-back",
  "panel-yes",
  "resolved",
  "proposed",
]);

/**
 * Shows on the posts with several questions what this turn recorded. A post below which the same was asked anew asks
 * nothing any more.
 */
export function refreshPanels(draft: PanelTurn): void {
  const { encounter } = draft;
  const { events } = draft.result;
  if (!encounter || encounter.panels.size === 0) return;
  const touched = new Set(
    events.flatMap((event) =>
      TOUCHING.has(event.type) && "question" in event && event.question !== null ? [event.question] : [],
    ),
  );
  const posted = new Set(events.flatMap((event) => (event.type === "panel-asked" ? [event.panel] : [])));
  const last = encounter.panels.size;
  const lastAsked = encounter.events.findLastIndex(({ type }) => type === "panel-asked");
  /** Asked by themselves below the latest post. */
  const askedSince = new Set(
    encounter.events
      .slice(lastAsked + 1)
      .flatMap((event) => (event.type === "asked" ? [event.question] : [])),
  );
  for (const asked of encounter.panels.values()) {
    if (posted.has(asked.number)) continue;
    const isTouched = asked.items.some(({ question }) => touched.has(question));
    const replaced = asked.number === last - posted.size && posted.size > 0;
    const left = asked.items.some(
      ({ question }) => !encounter.records.has(question) && !askedSince.has(question),
    );
    const stands = asked.number === last && left;
    if (isTouched || replaced) draft.say(panelUpdate(sceneOf(draft, stands), asked));
  }
}
