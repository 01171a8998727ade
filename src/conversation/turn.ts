/**
 * One turn of talk as a function: what a person did becomes events, and what is shown. It does nothing itself:
 * the caller appends the events and sends what is said, in that order.
 */
import { Draft, type TurnContext, type Turned } from "./draft.ts";
import type { Encounter } from "./encounter.ts";
import type { Inbound } from "./inbound.ts";
import { act } from "./turn-acts.ts";
import { due, idle } from "./turn-clock.ts";
import { deleted, edited } from "./turn-edits.ts";
import { submit } from "./turn-forms.ts";
import { start } from "./turn-start.ts";
import { say } from "./turn-words.ts";

export type { TurnContext, Turned, Wish } from "./draft.ts";

/** Runs one turn. The same arguments give the same result, so a turn that lost a race can be run again. */
export function turn(context: TurnContext, encounter: Encounter | null, inbound: Inbound): Turned {
  const message = "message" in inbound ? inbound.message : undefined;
  const draft = new Draft(context, encounter, inbound.actor, message);
  switch (inbound.kind) {
    case "start":
      start(draft, inbound.words, inbound.actor.role);
      break;
    case "say":
      say(draft, inbound);
      break;
    case "act":
      act(draft, inbound);
      break;
    case "submit":
      submit(draft, inbound);
      break;
    case "edited":
      edited(draft, inbound);
      break;
    case "deleted":
      deleted(draft, inbound);
      break;
    case "due":
      due(draft, inbound.deadline);
      break;
    case "idle":
      idle(draft);
      break;
  }
  return draft.turned;
}
