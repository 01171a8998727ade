/** The Home tab: a person's own open cases, and what the bot is. */
import type { HomeView, KnownBlock } from "@slack/types";
import type { ThreadKey, View } from "../../src/index.ts";
import { aboutView } from "./about-bot.ts";
import { actionPieces } from "./action-blocks.ts";
import { layout, MESSAGE_LIMITS, mrkdwn, plainTextObject, smallPrint } from "./blocks.ts";
import { linkAtoms } from "./mrkdwn.ts";
import { HOME_START } from "./parse-interaction.ts";

/** A case, and the link that opens its thread. */
export interface CaseLink {
  handle: string;
  url: string;
}

/** Where the cases of a list are; null for none. */
export function caseLinksBlock(places: readonly CaseLink[]): KnownBlock | null {
  const links = places.map(({ handle, url }) => linkAtoms(url, handle).join(""));
  return links.length === 0
    ? null
    : { type: "context", elements: [mrkdwn(`Open the thread: ${links.join(" · ")}`)] };
}

/** The Home tab of one person. `cases` null: they could not be read, and the tab says so. */
export function homeTab(
  cases: View | null,
  thread: ThreadKey,
  command: string,
  caseLinks: readonly CaseLink[] = [],
): HomeView {
  const where = caseLinksBlock(caseLinks);
  const start: KnownBlock = {
    type: "actions",
    block_id: "home",
    elements: [
      {
        type: "button",
        action_id: HOME_START,
        text: plainTextObject("Start a triage", 75),
        style: "primary",
      },
    ],
  };
  const about = layout(aboutView(command)).flat();
  const mine = cases
    ? [
        ...layout(cases).flat(),
        ...(where ? [where] : []),
        ...actionPieces(cases.actions, { thread, handle: cases.handle ?? "" }, "home").flat(),
      ]
    : [smallPrint("Your open cases could not be read just now. Open this tab again in a moment.")];
  const room = MESSAGE_LIMITS.modalBlocks - about.length - 3;
  const shown =
    mine.length <= room
      ? mine
      : [...mine.slice(0, room - 1), smallPrint(`There are more: ${command} list shows them all.`)];
  return { type: "home", blocks: [start, ...shown, { type: "divider" }, ...about] };
}
