/** What a turn recorded is said on the next message, too: an answered message may be far above it. */

import { type EncounterEvent, historyOf } from "../case/encounter.ts";
import { index } from "../triage/index-of-protocol.ts";
import { type EchoItem, echoLine, echoView, moveAction, undoAction, withEcho } from "../views/echo.ts";
import type { Action, Outbound, ViewKind } from "../views/outbound.ts";
import { askedIn } from "../views/question.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** Puts what was recorded on the decision that this turn posts, and on the last message that asks. */
export function echoRecorded(draft: TurnBuilder): void {
  const { events, said, encounter } = draft.result;
  if (!encounter) return;
  const items = new Map<string, EchoItem>();
  const recording: number[] = [];
  const before = encounter.events.length - events.length;
  for (const [at, event] of events.entries()) {
    const question = "question" in event && event.question !== null ? draft.question(event.question) : null;
    if (!question) continue;
    if (event.type === "answered" || event.type === "settled") {
      const beside = event.type === "answered" && event.as === "dissent";
      const together = event.type === "answered" && event.how === "panel" && "value" in event.answer;
      const how = index(draft.protocol).panels.get(question.panel ?? "")?.how;
      const deniedAs = together ? (how === "examined" ? "Normal" : "No") : null;
      items.set(question.id, { question, answer: event.answer, beside, deniedAs });
      recording.push(before + at);
    }
    if (event.type === "panel-yes") items.set(question.id, { question, saidYes: true });
    const taken = event.type === "taken-back" ? historyOf(encounter, question.id)[event.rev] : undefined;
    if (taken) items.set(question.id, { question, takenBack: taken.answer });
  }
  if (items.size === 0) return;
  const echo = echoLine([...items.values()]);
  const [from] = recording;
  const last = recording.at(-1);
  const about =
    from === undefined || last === undefined
      ? []
      : [undoAction(from, last + 1), ...(fromWords(events) ? movesOf(draft, from, last + 1) : [])];
  const places = placesFor(said);
  for (const at of places) {
    const view = said[at]?.view;
    if (view) draft.amend(at, withEcho(view, echo, about));
  }
  if (places.length === 0) draft.post(echoView(encounter.handle, echo, about));
}

/** More would hide the answers among them. */
const MAX_MOVES = 2;

const fromWords = (events: readonly EncounterEvent[]): boolean =>
  events.some((event) => event.type === "answered" && event.quote !== undefined);

/** Where several cases are open, words that went to this one may have been about another. */
const movesOf = ({ context }: TurnBuilder, from: number, to: number): Action[] =>
  (context.beside ?? []).slice(0, MAX_MOVES).map((handle) => moveAction(from, to, handle));

const DECISIONS: ReadonlySet<ViewKind> = new Set(["alert", "urgent", "difference", "result"]);

/** The first decision and the last message that asks; where there is neither, the last message of the thread. */
function placesFor(said: readonly Outbound[]): number[] {
  const posts = said.flatMap(({ audience, update, view }, at) =>
    audience.kind === "thread" && !update ? [{ view, at }] : [],
  );
  const decision = posts.find(({ view }) => DECISIONS.has(view.kind));
  const asking = posts.findLast(({ view }) => askedIn(view) !== null || view.kind === "dispute");
  const found = [decision, asking].flatMap((post) => (post ? [post.at] : []));
  const last = posts.at(-1);
  return found.length > 0 || !last ? [...new Set(found)] : [last.at];
}
