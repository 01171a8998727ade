/** Words that may be about another patient: kept with the open case, not recorded, until a person says whose they are. */

import { kindOf } from "../answers/registry.ts";
import { itemOutcome } from "../case/proposal.ts";
import type { CommandCall } from "../language/commands.ts";
import { marksDiffer, newMarks, patientMarks, saysAnotherPatient } from "../language/other-patient.ts";
import { keptWordsView } from "../views/kept-words.ts";
import { noticeView } from "../views/notices.ts";
import { readProposal } from "./proposing.ts";
import type { TurnBuilder } from "./turn-builder.ts";

const slotOf = (number: number): string => `kept:${number}`;

/** With this many new findings, a contradiction about who the patient is counts. */
const NEW_FINDINGS = 2;

/** Whether words speak of another patient than the open case's. */
export function speaksOfAnother(
  draft: TurnBuilder,
  words: string,
  call: CommandCall | null,
  addressed: boolean,
): boolean {
  if (call?.name === "triage") return addressed && call.argument !== "";
  const reading = readProposal(draft, words, draft.pending?.question.id ?? null);
  const findings = reading ? reading.items.length + reading.conflicts.length : 0;
  if (saysAnotherPatient(draft.context.lists, words)) return addressed || findings > 0;
  if (findings === 0 || !reading) return false;
  if (marksDiffer(draft.open.described, patientMarks(draft.context.lists, words))) return true;
  return contradictsTheCase(draft, reading.items) && newFindings(draft, reading.items) >= NEW_FINDINGS;
}

type Items = NonNullable<ReturnType<typeof readProposal>>["items"];

/** What identifies a case's patient: the context, and the side. */
function contradictsTheCase(draft: TurnBuilder, items: Items): boolean {
  const [context] = draft.protocol.sections;
  const proposal = { number: 0, items, settled: new Set<string>(), by: draft.actor, at: draft.context.now };
  return items.some((item) => {
    const question = draft.question(item.question);
    if (!question || itemOutcome(draft.open, proposal, item, draft.again) !== "pick") return false;
    const choices = kindOf(question.answer).choices(question.answer);
    const sided = choices?.options.some(({ id }) => id === "left") ?? false;
    return question.section === context?.id || question.lasting || sided;
  });
}

const newFindings = (draft: TurnBuilder, items: Items): number =>
  new Set(items.map(({ question }) => question).filter((id) => !draft.open.records.has(id))).size;

/** Remembers what the words say about who the patient is. */
export function noteMarks(draft: TurnBuilder, words: string): void {
  const marks = newMarks(draft.open.described, patientMarks(draft.context.lists, words));
  if (marks) draft.record({ type: "described", ...marks });
}

/** Keeps the words and asks which case they belong to. */
export function keepWords(draft: TurnBuilder, words: string, why: "another" | "which"): void {
  const kept = draft.open.keptWords.size + 1;
  draft.record({
    type: "words-kept",
    kept,
    words,
    ...(draft.message !== undefined && { message: draft.message }),
  });
  const others = draft.context.beside ?? [];
  draft.post(keptWordsView(draft.open, { kept, words, why, others }), slotOf(kept));
}

/** A person has said which case the words belong to, and that case has read them. */
export function giveWords(draft: TurnBuilder, kept: number, to: string): void {
  const words = draft.encounter?.keptWords.get(kept);
  if (!words || words.given) return;
  draft.record({ type: "words-given", kept, to });
  draft.replace(
    noticeView(draft.open.handle, [
      `"${words.words}": ${to === draft.open.handle ? "about this case" : `they went to case ${to}`}, said by `,
      { person: draft.actor },
      ".",
    ]),
    slotOf(kept),
  );
}
