/** The record as the page shows it. Pure: the same record, the same messages. */
import {
  askedIn,
  type CaseLine,
  type CasePage,
  faultText,
  type Outbound,
  type PostedMessage,
  recordedLine,
  traitsOf,
  type View,
} from "../../src/index.ts";
import type { CaseDetail, CaseSummary, FormCards, PageMessage } from "./api-types.ts";
import { WEB_PLATFORM } from "./parse.ts";
import { cardsOf } from "./teams-cards.ts";

/** Messages for one reader: others' private messages are left out, but keep their place in the order. */
export function messagesFor(reader: string | null, posted: readonly PostedMessage[]): PageMessage[] {
  return posted.flatMap(({ key, position, at, outbound }) => {
    const { audience } = outbound;
    if (audience.kind === "person" && audience.person.id !== reader) return [];
    return [pageMessage(outbound, { key, position, at })];
  });
}

/** The bot's reply to the person who acted, shown once and not kept. */
export const replyMessages = (reply: readonly View[], at: number): PageMessage[] =>
  reply.map((view, index) => ({
    key: `reply:${at}:${index}`,
    position: 0,
    at,
    slot: "reply",
    update: false,
    onlyUpdate: false,
    mine: true,
    ...shownView(view, "reply"),
  }));

const pageMessage = (
  { slot, update, onlyUpdate, audience, view }: Outbound,
  place: Pick<PageMessage, "key" | "position" | "at">,
): PageMessage => ({
  ...place,
  slot,
  update,
  onlyUpdate: onlyUpdate === true,
  mine: audience.kind === "person",
  ...shownView(view, slot),
});

function shownView(view: View, slot: string) {
  return {
    kind: view.kind,
    label: traitsOf(view).label,
    badge: traitsOf(view).urgencyMark === true,
    title: view.title,
    urgency: view.urgency ?? null,
    notification: view.notification,
    asks: askedIn(view),
    recorded: recordedLine(view),
    cards: cardsOf(view, slot),
  };
}

export const formCards = (view: View): FormCards => ({ title: view.title, cards: cardsOf(view, null) });

export function summaryOf(line: CaseLine): CaseSummary {
  const { handle, thread, fault, urgency, provisional, closed, openedAt, owner, about, next } = line;
  return {
    handle,
    room: thread?.platform === WEB_PLATFORM ? thread.channel : null,
    fault: fault && faultText(fault),
    urgency,
    provisional,
    closed,
    openedAt,
    owner: owner.name ?? "a colleague",
    about,
    next,
  };
}

export const detailOf = ({ line, views, pictures }: CasePage): Omit<CaseDetail, "now"> => ({
  summary: summaryOf(line),
  cards: views.flatMap((view) => cardsOf({ ...view, actions: [] }, null)),
  pictures: pictures().map(({ name, breaks, words }) => {
    const url = `web/cases/${encodeURIComponent(line.handle)}/${encodeURIComponent(name)}.svg`;
    return { name, url, narrow: breaks ? `${url}?for=phone` : null, words };
  }),
});
