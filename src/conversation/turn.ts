/**
 * One turn of talk as a function: what a person did becomes events, and what is shown. It does nothing itself:
 * the caller appends the events and sends what is said, in that order.
 */
import { TurnBuilder, type TurnContext, type TurnResult } from "./draft.ts";
import type { Encounter } from "./encounter.ts";
import type { Inbound } from "./inbound.ts";
import { handleAct } from "./turn-acts.ts";
import { due, idle } from "./turn-clock.ts";
import { handleDeleted, handleEdited } from "./turn-edits.ts";
import { submitForm } from "./turn-forms.ts";
import { startCase } from "./turn-start.ts";
import { handleWords } from "./turn-words.ts";

export type { TurnContext, TurnEffect, TurnResult } from "./draft.ts";

/** Runs one turn. The same arguments give the same result, so a turn that lost a race can be run again. */
export function turn(context: TurnContext, encounter: Encounter | null, inbound: Inbound): TurnResult {
  const message = "message" in inbound ? inbound.message : undefined;
  const draft = new TurnBuilder(context, encounter, inbound.actor, message);
  switch (inbound.kind) {
    case "start":
      startCase(draft, inbound.words, inbound.actor.role);
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
    case "due":
      due(draft, inbound.deadline);
      break;
    case "idle":
      idle(draft);
      break;
  }
  return draft.result;
}
