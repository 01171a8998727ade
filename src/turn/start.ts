/** Opening a case: with findings in the opening words, and the wording that its opener reads. */

import { readCommand } from "../language/commands.ts";
import { ROLES, type Role } from "../protocol/schema.ts";
import { helpView, roleView } from "../views/notices.ts";
import { postResult } from "./deciding.ts";
import { propose, readProposal } from "./proposing.ts";
import { sanitizeWords } from "./sanitize-input.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** @param role what the opener chose in an earlier case; a new opener is offered the choice */
export function startCase(draft: TurnBuilder, typed: string, role: Role | undefined): void {
  const here = draft.encounter;
  if (here && !here.closed) {
    // its author is told of an identifier also where the words are not read
    sanitizeWords(draft, typed);
    const unread =
      typed.trim() === "" ? "" : " What you typed was not read: it may be about another patient.";
    draft.notice(`Case ${here.handle} is open here. Close it first to start another.${unread}`);
    if (here.decision && !draft.pending) postResult(draft);
    else draft.askNext(true);
    return;
  }
  const words = sanitizeWords(draft, typed);
  const call = readCommand(words);
  // a first mention may ask for help, or for a case that is not here
  if (call && call.name !== "triage") {
    if (call.name === "help") draft.post(helpView());
    else if (call.name === "list") draft.requestEffect({ do: "cases", actor: draft.actor });
    else draft.notice("No case is open here. Type triage to start one.");
    return;
  }
  draft.begin(role ?? "physician");
  if (role === undefined) draft.post(roleView(draft.open.handle, ROLES), "role");
  const reading = readProposal(draft, call ? call.argument : words, null);
  if (reading) propose(draft, reading);
  else draft.askNext(false);
}
