/** Views as Slack messages. Pure: a view and its place in, as many messages as it needs out. */
import type { KnownBlock } from "@slack/types";
import type { ThreadKey, View } from "../../src/index.ts";
import { type AdapterButton, actionPieces, rowBlocks } from "./action-blocks.ts";
import { PICTURE_ACTION, SOURCES_ACTION } from "./action-codec.ts";
import { type BlockGroup, fitsMessage, layout, pack, smallPrint } from "./blocks.ts";
import { collapsedParts, offersPicture } from "./folds.ts";
import { clipEscaped } from "./mrkdwn.ts";

export { type CaseLink, caseLinksBlock, homeTab } from "./home-tab.ts";
export { formModal, loadingModal, noticeModal, sourcesModal, wordsModal } from "./modal.ts";
export { escapeMrkdwn } from "./mrkdwn.ts";

/** One message as Slack takes it. `text` is for notifications: it is read aloud and shows on lock screens. */
export interface SlackMessage {
  text: string;
  blocks: KnownBlock[];
}

/** What this adapter offers besides what the bot does. */
export interface OptionalFeatures {
  /** Pictures of a case can be posted. */
  pictures: boolean;
}

/**
 * A whole view, in as many messages as Slack's limits require: nothing is left out but what its button opens. The
 * actions come last.
 */
export function render(
  view: View,
  thread: ThreadKey,
  features: OptionalFeatures = { pictures: false },
): SlackMessage[] {
  const place = { thread, handle: view.handle ?? "" };
  const own: AdapterButton[] = [
    ...(collapsedParts(view).length > 0 ? [{ id: SOURCES_ACTION, label: "Sources" }] : []),
    ...(features.pictures && offersPicture(view) ? [{ id: PICTURE_ACTION, label: "Picture" }] : []),
  ];
  const pieces = joinActions(
    layout(view, (row, at) => rowBlocks(row.actions, place, view.kind, at)),
    actionPieces(view.actions, place, view.kind, own),
  );
  const messages = pack(pieces.length > 0 ? pieces : [[smallPrint(view.notification)]]);
  const text = clipEscaped(view.notification, 2_900);
  return messages.map((blocks, at) => ({
    text: at === 0 ? text : `${text} (${at + 1} of ${messages.length})`,
    blocks,
  }));
}

/** Buttons stay with the small print before them: a message of buttons alone would not say which case they belong to. */
function joinActions(content: readonly BlockGroup[], actions: readonly BlockGroup[]): BlockGroup[] {
  const from = content.findLastIndex((piece) => piece.some(({ type }) => type !== "context")) + 1;
  const small = content.slice(from);
  if (small.length === 0 || actions.length === 0 || !fitsMessage([...small, ...actions].flat()))
    return [...content, ...actions];
  return [...content.slice(0, from), [...small, ...actions].flat()];
}
