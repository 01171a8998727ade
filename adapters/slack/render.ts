/** Views as Slack messages. Pure: a view and its place in, as many messages as it needs out. */
import type { KnownBlock } from "@slack/types";
import type { ThreadKey, View } from "../../src/index.ts";
import { actionPieces, type OwnButton } from "./actions.ts";
import { LIMITS, layout, type Piece, pack, remark } from "./blocks.ts";
import { folded, isDrawn } from "./folds.ts";
import { clip, escaped } from "./text.ts";
import { PICTURE, SOURCES } from "./ticket.ts";

export { home, type Whereabouts, whereabouts } from "./home.ts";
export { formModal, loadingModal, noticeModal, sourcesModal, wordsModal } from "./modal.ts";
export { escaped } from "./text.ts";

/** One message as Slack takes it. `text` is for notifications: it is read aloud and shows on lock screens. */
export interface Message {
  text: string;
  blocks: KnownBlock[];
}

/** What this door offers beside what the bot does. */
export interface Offers {
  /** Pictures of a case can be posted. */
  pictures: boolean;
}

/**
 * A view whole, in as many messages as Slack's limits ask for: nothing is left out but what its button opens. The
 * actions stand last.
 */
export function render(view: View, thread: ThreadKey, offers: Offers = { pictures: false }): Message[] {
  const place = { thread, handle: view.handle ?? "" };
  const own: OwnButton[] = [
    ...(folded(view).length > 0 ? [{ id: SOURCES, label: "Sources" }] : []),
    ...(offers.pictures && isDrawn(view) ? [{ id: PICTURE, label: "Picture" }] : []),
  ];
  const pieces = together(layout(view), actionPieces(view.actions, place, view.kind, own));
  const messages = pack(pieces.length > 0 ? pieces : [[remark(view.notification)]]);
  const text = escaped(clip(view.notification, 2_900));
  return messages.map((blocks, at) => ({
    text: at === 0 ? text : `${text} (${at + 1} of ${messages.length})`,
    blocks,
  }));
}

/** Buttons stand with the small print before them: a message of buttons alone would say nothing of whose they are. */
function together(said: readonly Piece[], actions: readonly Piece[]): Piece[] {
  const from = said.findLastIndex((piece) => piece.some(({ type }) => type !== "context")) + 1;
  const small = said.slice(from);
  const room = LIMITS.blocks - small.length;
  if (small.length === 0 || actions.length === 0 || actions.flat().length > room)
    return [...said, ...actions];
  return [...said.slice(0, from), [...small, ...actions].flat()];
}
