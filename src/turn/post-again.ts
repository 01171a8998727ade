/** What the platform refused for good was never read: the next person to act is shown it. */

import { revisionOf } from "../case/encounter.ts";
import { panelSlot } from "../views/panel.ts";
import { proposalSlot } from "../views/proposal-card.ts";
import { questionSlot } from "../views/question.ts";
import { askPanel } from "./asking-panels.ts";
import { isRefused } from "./asking-posts.ts";
import { postProposalAgain } from "./proposing.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** Posts the open list and the pending question again, where none of their posts could be delivered. */
export function postAgainIfRefused(draft: TurnBuilder): void {
  const { encounter, context } = draft;
  if (!encounter || encounter.closed) return;
  const said = new Set(draft.result.said.map(({ slot, update }) => (update ? "" : slot)));
  const wanted = (slot: string) => isRefused(context.posts, slot) && !said.has(slot);
  const { proposal } = encounter;
  if (proposal && wanted(proposalSlot(proposal.number))) postProposalAgain(draft);
  const { pending } = draft;
  if (pending?.together) {
    const last = draft.open.panels.size;
    if (last > 0 && wanted(panelSlot(last))) askPanel(draft, pending.together, true);
  } else if (
    pending &&
    wanted(questionSlot(pending.question.id, revisionOf(draft.open, pending.question.id)))
  )
    draft.ask(pending.question, true);
}
