/** What is asked next where a protocol asks in panels: several questions in one post, or one question by itself. */
import { readAnswer } from "../answers/read.ts";
import { kindOf } from "../answers/registry.ts";
import type { Answer } from "../answers/value.ts";
import { type Condition, sentences } from "../protocol/condition.ts";
import type { Panel, Protocol, Question } from "../protocol/schema.ts";
import { findingsIn } from "../protocol/sentence.ts";
import { afterRules, applicable } from "./ask.ts";
import { assess } from "./assess.ts";
import type { Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { index } from "./index-of-protocol.ts";

/** At most so many are denied together: a denial of more is no longer an answer to each. */
const MOST_IN_PANEL = 6;

/** `follows`: more is asked about a finding that is there. */
export type NextInPanels =
  | { kind: "one"; question: Question; follows: boolean }
  | { kind: "panel"; panel: Panel; items: readonly Question[] };

export interface PanelState {
  /** A decision was made: what is asked after it may be asked. */
  decided: boolean;
  /** Questions that are asked by themselves, because something was said of them already. */
  apart: ReadonlySet<string>;
  setting: Setting;
}

/** The next panel or question; null when nothing is to be asked in panels. Results are not: each is asked by itself. */
export function nextInPanels(
  protocol: Protocol,
  answers: Findings,
  { decided, apart, setting }: PanelState,
): NextInPanels | null {
  const assessment = assess(protocol, answers, setting);
  const evaluation = afterRules(protocol, answers, assessment, setting);
  const raising = new Set(assessment.open.map(({ finding }) => finding));
  const panelOf = ({ panel }: Question) => index(protocol).panels.get(panel ?? "");
  const asked = (question: Question): boolean => {
    const { id, ask_when } = question;
    const own = panelOf(question);
    if (answers[id] !== undefined) return false;
    if (own?.skipped_when && evaluation.truth(own.skipped_when) === true) return false;
    if (own?.after_decision && !decided && !raising.has(id)) return false;
    return ask_when === undefined || basesOf(protocol, id).every((base) => answers[base] !== undefined);
  };
  const open = applicable(protocol, answers, "triage", setting).filter(asked);
  const following = open.find(
    ({ id, ask_when }) =>
      ask_when !== undefined && basesOf(protocol, id).length > 0 && evaluation.truth(ask_when) === true,
  );
  if (following) return { kind: "one", question: following, follows: true };
  const [first] = open;
  const panel = first && panelOf(first);
  if (!first) return null;
  const items = open.filter(
    (question) =>
      question.panel === first.panel &&
      !apart.has(question.id) &&
      basesOf(protocol, question.id).length === 0 &&
      panel !== undefined &&
      fitsPanel(panel, question),
  );
  return panel && items.length > 1 && items.includes(first)
    ? { kind: "panel", panel, items: items.slice(0, MOST_IN_PANEL) }
    : { kind: "one", question: first, follows: false };
}

/** The answer that a shared denial gives to a question; null where none denies it. */
export const deniedAnswer = (question: Question): Answer | null =>
  answerOf(question, kindOf(question.answer).denied(question.answer));

/** The answer that a bare yes gives; null where it does not say enough. */
export const affirmedAnswer = (question: Question): Answer | null =>
  answerOf(question, kindOf(question.answer).affirmed(question.answer));

function answerOf(question: Question, raw: unknown): Answer | null {
  const reading = raw === null ? null : readAnswer(question, raw);
  return reading && "answer" in reading ? reading.answer : null;
}

/** Whether what a panel asks may be denied together. */
export const isDeniable = ({ how }: Panel): boolean => how !== "chosen" && how !== "measured";

/** Whether a question can stand in a post with others: what needs more than a choice or a field is asked by itself. */
function fitsPanel(panel: Panel, { answer: spec }: Question): boolean {
  const kind = kindOf(spec);
  if (isDeniable(panel)) return kind.denied(spec) !== null;
  return kind.statements(spec).length === 0 && !kind.isPerFinding(spec);
}

const basesCache = new WeakMap<Protocol, Map<string, readonly string[]>>();

/** The questions of its own panel on whose answers it depends whether a question is asked. */
function basesOf(protocol: Protocol, id: string): readonly string[] {
  let known = basesCache.get(protocol);
  if (!known) {
    known = new Map(
      protocol.questions.map(({ id: own, panel, ask_when }) => [
        own,
        ask_when === undefined || panel === undefined
          ? []
          : namedIn(protocol, ask_when).filter(
              (base) => base !== own && index(protocol).questions.get(base)?.panel === panel,
            ),
      ]),
    );
    basesCache.set(protocol, known);
  }
  return known.get(id) ?? [];
}

/** The questions that a condition names itself. */
const namedIn = (protocol: Protocol, condition: Condition): string[] =>
  [...sentences(condition)].flatMap(findingsIn).flatMap((id) => index(protocol).place(id).question?.id ?? []);
