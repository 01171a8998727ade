/** The response to a tap's HTTP request. Pure. */
import type { Receipt, View } from "../../src/index.ts";
import { plainPart } from "./card.ts";
import type { ParsedActivity } from "./parse.ts";
import { CARD_CONTENT_TYPE, renderCard } from "./render.ts";
import { NOTICES } from "./teams-notices.ts";

export interface ActivityResponse {
  status: number;
  body?: unknown;
}

/** A response that showed a person their private reply. */
export interface PrivateViewResponse extends ActivityResponse {
  /** The slot of the message it showed. */
  shownSlot?: string;
}

export type ParsedRequest = Extract<ParsedActivity, { kind: "request" }>;

/** The tapped message's new state, if the turn changed it; otherwise a short notice. */
export function tapResponse(
  { slot, request }: ParsedRequest,
  { outcome, said: outbounds, reply }: Receipt,
  shared: boolean,
): PrivateViewResponse {
  const [first = outbounds[0]?.view] = reply;
  if (outcome !== "handled") return messageResponse(first ? shortText(first) : NOTICES.failed);
  const own = outbounds.find(
    (each) => each.audience.kind === "thread" && each.update && slot !== null && each.slot === slot,
  );
  const card = own ? renderCard(own.view, { slot, shared }) : null;
  if (card) return cardResponse(card);
  const mine = outbounds.find(
    ({ audience }) => audience.kind === "person" && audience.person.id === request.inbound.actor.id,
  );
  if (mine)
    return {
      ...messageResponse(shortText(mine.view)),
      ...(isShort(mine.view) && { shownSlot: mine.slot }),
    };
  return messageResponse(first ? shortText(first) : NOTICES.done);
}

const MAX_SHORT_TEXT = 800;
const wholeText = (view: View): string => view.parts.map(plainPart).join(" ");

/** A notice short enough to be shown under a card; only the person who tapped sees it there. */
const isShort = (view: View): boolean =>
  view.kind === "notice" && view.parts.length > 0 && wholeText(view).length <= MAX_SHORT_TEXT;

/** A view as a short line under a card. */
export function shortText(view: View): string {
  if (isShort(view)) return wholeText(view);
  return view.notification.includes(view.title) ? view.notification : `${view.title}. ${view.notification}`;
}

export const messageResponse = (text: string): ActivityResponse => ({
  status: 200,
  body: { statusCode: 200, type: "application/vnd.microsoft.activity.message", value: text },
});

export const cardResponse = (card: Readonly<Record<string, unknown>>): ActivityResponse => ({
  status: 200,
  body: { statusCode: 200, type: CARD_CONTENT_TYPE, value: card },
});

export const invokeError = (code: string, message: string): ActivityResponse => ({
  status: 400,
  body: { statusCode: 400, type: "application/vnd.microsoft.error", value: { code, message } },
});
