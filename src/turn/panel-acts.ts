/** Presses on posts that ask several questions, and what denies them together. */
import type { UnknownReason } from "../answers/value.ts";
import type { AskedPanel } from "../case/encounter.ts";
import type { Act } from "../case/inbound.ts";
import type { Question } from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import { affirmedAnswer, deniedAnswer, isDeniable } from "../triage/panels.ts";
import { checkSlot } from "../views/check.ts";
import { countWord, denialSentence, openItems, panelCheckView } from "../views/panel.ts";
import { askPanel } from "./asking-panels.ts";
import { decide } from "./deciding.ts";
import { askedApart } from "./pending.ts";
import { recordAndDecide, recordAnswer } from "./recording.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** The shortest time in which somebody could read six questions and deny them, by a press and by words; milliseconds. */
const ARMED_AFTER_MS = 2000;
export const ARMED_FOR_WORDS_AFTER_MS = 3000;

type PanelAct = Omit<Extract<Act, { do: "panel" }>, "do">;

/**
 * A press on a post with several questions. Returns why that is out of date, or null.
 * @param stood for how long the post had been on the person's screen; milliseconds
 */
export function pressPanel(draft: TurnBuilder, act: PanelAct, stood: number | null): string | null {
  const asked = draft.open.panels.get(act.panel);
  if (!asked) return "those questions are not of this case";
  switch (act.say) {
    case "yes":
      return sayYes(draft, asked, act.question);
    case "not_assessed":
      return leaveUnassessed(draft, asked);
    case "else":
      postPanelAgain(draft, asked);
      return null;
    case "none":
      return deny(draft, asked, act.checked ? null : (stood ?? draft.context.now - asked.at), ARMED_AFTER_MS);
  }
}

/** A yes to one of the questions in words: as its button does. Returns why it is out of date, or null. */
export function sayYesTo(
  draft: TurnBuilder,
  asked: AskedPanel,
  id: string | undefined,
  quote: string,
): string | null {
  const question = stillOpen(draft, asked).find((each) => each.id === id);
  const answer = question && affirmedAnswer(question);
  if (!question || !answer) return sayYes(draft, asked, id);
  recordAndDecide(draft, { question, answer, how: "words", quote });
  return null;
}

/** More has to be said of it: nothing is recorded, no shared denial covers it any more, and it is asked by itself. */
function sayYes(draft: TurnBuilder, asked: AskedPanel, id: string | undefined): string | null {
  const question = stillOpen(draft, asked).find((each) => each.id === id);
  if (!question) return "it has been answered already";
  draft.record({ type: "panel-yes", panel: asked.number, question: question.id });
  draft.askNext(false);
  return null;
}

/** What of a post nobody has answered, and of which nothing else was said. */
export const stillOpen = (draft: TurnBuilder, asked: AskedPanel): Question[] =>
  openItems(draft.protocol, draft.open, asked, askedApart(draft));

/**
 * Denies what a post asked and is still open: never what was answered or said otherwise since. Returns why it is out of
 * date, or null.
 * @param stood for how long the post had been seen; null where it was asked once more
 */
export function deny(
  draft: TurnBuilder,
  asked: AskedPanel,
  stood: number | null,
  atLeast: number,
  except: ReadonlySet<string> = new Set(),
): string | null {
  const panel = index(draft.protocol).panels.get(asked.id);
  const open = stillOpen(draft, asked).filter(({ id }) => !except.has(id));
  if (!panel || !isDeniable(panel) || open.length === 0) return "they are answered already";
  if (stood !== null && stood < atLeast) {
    draft.requestEffect({ do: "ask-back" });
    draft.tell(`Not recorded: read the ${countWord(open.length)} first, then say it again.`);
    return null;
  }
  const sentence = denialSentence(draft.protocol, draft.open, panel, open);
  const given = open.flatMap((question) => {
    const answer = deniedAnswer(question);
    return answer ? [{ question, answer }] : [];
  });
  draft.record({
    type: "panel-denied",
    panel: asked.number,
    questions: given.map(({ question }) => question.id),
    sentence,
    stood: Math.max(0, Math.round(stood ?? draft.context.now - asked.at)),
  });
  for (const { question, answer } of given)
    recordAnswer(draft, { question, answer, how: "panel", quote: sentence });
  decide(draft);
  return null;
}

/** Records what is open as not assessed. Returns why it is out of date, or null. */
export function leaveUnassessed(
  draft: TurnBuilder,
  asked: AskedPanel,
  unknown: UnknownReason = "not_assessed",
): string | null {
  const open = stillOpen(draft, asked);
  if (open.length === 0) return "they are answered already";
  for (const question of open) recordAnswer(draft, { question, answer: { unknown }, how: "panel" });
  decide(draft);
  return null;
}

/** Asks whether a bare no denies all of them. */
export function askToDeny(draft: TurnBuilder, asked: AskedPanel): void {
  const open = stillOpen(draft, asked);
  const number = draft.open.checks + 1;
  draft.record({ type: "check-asked", number, check: { kind: "panel", panel: asked.number } });
  draft.post(panelCheckView(draft.open, number, asked.number, open), checkSlot(number));
}

/** Puts the same questions once more, as far as they are open. */
export function postPanelAgain(draft: TurnBuilder, asked: AskedPanel): void {
  const panel = index(draft.protocol).panels.get(asked.id);
  const items = stillOpen(draft, asked);
  if (panel && items.length > 0) askPanel(draft, { kind: "panel", panel, items }, true);
  else draft.askNext(true);
}

/** A question is asked by itself, or what is open goes on. Returns why that is out of date, or null. */
export function askFor(draft: TurnBuilder, id: string | undefined): string | null {
  if (id !== undefined) {
    const question = draft.question(id);
    if (!question) return "the question is not in this protocol";
    draft.reopen(question);
    return null;
  }
  const { alert } = draft.open;
  if (alert) draft.record({ type: "went-on", alert: alert.number });
  if (draft.pending) draft.askNext(true);
  else draft.tell("Nothing is open.");
  return null;
}
