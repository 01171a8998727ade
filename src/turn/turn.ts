/**
 * One turn of talk as a function: a person's act becomes events and views. It performs no I/O itself: the caller
 * appends the events and sends the views, in that order.
 */

import type { Encounter } from "../case/encounter.ts";
import type { Inbound } from "../case/inbound.ts";
import { handleAct } from "./acts.ts";
import { callAgain } from "./alerting.ts";
import { refreshPanels } from "./asking-panels.ts";
import { resume } from "./deciding.ts";
import { due, idle } from "./due-deadlines.ts";
import { echoRecorded } from "./echo.ts";
import { handleDeleted, handleEdited } from "./edits.ts";
import { submitForm } from "./forms.ts";
import { giveWords } from "./keeping-words.ts";
import { postAgainIfRefused } from "./post-again.ts";
import { sayWhatIsNotRead, startCase } from "./start.ts";
import { TurnBuilder, type TurnContext, type TurnResult } from "./turn-builder.ts";
import { keepUpWithTime, WAKE, wakesAt } from "./waking.ts";
import { handleWords } from "./words.ts";

export type { TurnContext, TurnEffect, TurnResult } from "./turn-builder.ts";

const FROM_PEOPLE: ReadonlySet<Inbound["kind"]> = new Set(["say", "act", "submit"]);

/** What people type is read in these. */
const TYPED: ReadonlySet<Inbound["kind"]> = new Set(["start", "say", "edited", "submit"]);

/** Runs one turn. The same arguments give the same result, so a turn that lost a race can be run again. */
export function turn(context: TurnContext, encounter: Encounter | null, inbound: Inbound): TurnResult {
  const message = "message" in inbound ? inbound.message : undefined;
  const typed = TYPED.has(inbound.kind);
  const draft = new TurnBuilder(context, encounter, inbound.actor, {
    message,
    typed,
    asks: inbound.actor.asks,
    sentAt: "sentAt" in inbound ? inbound.sentAt : undefined,
  });
  switch (inbound.kind) {
    case "start":
      startCase(draft, inbound);
      break;
    case "say":
      handleWords(draft, inbound);
      break;
    case "act":
      handleAct(draft, inbound);
      break;
    case "submit":
      submitForm(draft, inbound);
      break;
    case "edited":
      handleEdited(draft, inbound);
      break;
    case "deleted":
      handleDeleted(draft, inbound);
      break;
    case "resumed":
      resume(draft);
      break;
    case "given":
      giveWords(draft, inbound.kept, inbound.to);
      break;
    case "due":
      due(draft, inbound.deadline);
      callAgain(draft, inbound.deadline);
      break;
    case "idle":
      idle(draft);
      break;
  }
  if (inbound.kind === "say" && inbound.below) sayWhatIsNotRead(draft);
  keepUpWithTime(draft, inbound.kind === "due" && inbound.deadline === WAKE);
  if (FROM_PEOPLE.has(inbound.kind)) postAgainIfRefused(draft);
  refreshPanels(draft);
  echoRecorded(draft);
  return { ...draft.result, wakesAt: wakesAt(draft) };
}
