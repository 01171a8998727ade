/** The Home tab: a person's own open cases, and what the bot is. */
import type { HomeView, KnownBlock } from "@slack/types";
import type { ThreadKey, View } from "../../src/index.ts";
import { aboutView } from "./about.ts";
import { actionPieces } from "./actions.ts";
import { LIMITS, layout, mrkdwn, plain, remark } from "./blocks.ts";
import { HOME_START } from "./parse-interaction.ts";
import { link } from "./text.ts";

/** A case, and the link that opens its thread. */
export interface Whereabouts {
  handle: string;
  url: string;
}

/** Where the cases of a list are held; null for none. */
export function whereabouts(places: readonly Whereabouts[]): KnownBlock | null {
  const links = places.map(({ handle, url }) => link(url, handle).join(""));
  return links.length === 0
    ? null
    : { type: "context", elements: [mrkdwn(`Open the thread: ${links.join(" · ")}`)] };
}

/** The Home tab of one person. `cases` null: they could not be read, which is said. */
export function home(
  cases: View | null,
  thread: ThreadKey,
  command: string,
  places: readonly Whereabouts[] = [],
): HomeView {
  const where = whereabouts(places);
  const start: KnownBlock = {
    type: "actions",
    block_id: "home",
    elements: [
      { type: "button", action_id: HOME_START, text: plain("Start a triage", 75), style: "primary" },
    ],
  };
  const about = layout(aboutView(command)).flat();
  const mine = cases
    ? [
        ...layout(cases).flat(),
        ...(where ? [where] : []),
        ...actionPieces(cases.actions, { thread, handle: cases.handle ?? "" }, "home").flat(),
      ]
    : [remark("Your open cases could not be read just now. Open this tab again in a moment.")];
  const room = LIMITS.modalBlocks - about.length - 3;
  const shown =
    mine.length <= room
      ? mine
      : [...mine.slice(0, room - 1), remark(`There are more: ${command} list shows them all.`)];
  return { type: "home", blocks: [start, ...shown, { type: "divider" }, ...about] };
}
