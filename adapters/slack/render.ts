/** Views as Slack messages. Pure: a view and its place in, as many messages as it needs out. */
import type { KnownBlock } from "@slack/types";
import type { ThreadKey, View } from "../../src/index.ts";
import { actionPieces } from "./actions.ts";
import { layout, type Piece, pack, remark } from "./blocks.ts";
import { clip, escaped } from "./text.ts";

export { home } from "./home.ts";
export { formModal, loadingModal, noticeModal, wordsModal } from "./modal.ts";
export { escaped } from "./text.ts";

/** One message as Slack takes it. `text` is for notifications: it is read aloud and shows on lock screens. */
export interface Message {
  text: string;
  blocks: KnownBlock[];
}

/** A view whole, in as many messages as Slack's limits ask for: nothing is left out. The actions stand last. */
export function render(view: View, thread: ThreadKey): Message[] {
  const place = { thread, handle: view.handle ?? "" };
  const pieces: Piece[] = [...layout(view), ...actionPieces(view.actions, place, view.kind)];
  const messages = pack(pieces.length > 0 ? pieces : [[remark(view.notification)]]);
  const text = escaped(clip(view.notification, 2_900));
  return messages.map((blocks, at) => ({
    text: at === 0 ? text : `${text} (${at + 1} of ${messages.length})`,
    blocks,
  }));
}
