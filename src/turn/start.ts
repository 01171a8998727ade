/** Opening a case: with findings in the opening words, and the wording that its opener reads. */

import { readCommand } from "../language/commands.ts";
import { ROLES, type Role } from "../protocol/schema.ts";
import { helpView, roleView } from "../views/notices.ts";
import { postResult } from "./deciding.ts";
import { keepWords, noteMarks } from "./keeping-words.ts";
import { propose, readProposal } from "./proposing.ts";
import { sanitizeWords } from "./sanitize-input.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** @param role what the opener chose in an earlier case; a new opener is offered the choice */
export function startCase(draft: TurnBuilder, typed: string, role: Role | undefined): void {
  const here = draft.encounter;
  if (here && !here.closed) {
    const words = sanitizeWords(draft, typed).trim();
    keepWords(draft, words, "another");
    if (words !== "") return;
    // whoever comes back to their case types the same
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
  const findings = call ? call.argument : words;
  noteMarks(draft, findings);
  const reading = readProposal(draft, findings, null);
  if (reading) propose(draft, reading);
  else draft.askNext(false);
}
